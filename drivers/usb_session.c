/*
 * A claimed interface and its transfers.
 *
 * libusb wants a transfer to end before its memory or its device goes. So a transfer that is freed in flight is cancelled and
 * only forgotten by its owner (fn NULL); its memory goes when libusb has called. A session that is closed lives on until its last
 * transfer has ended; then the interface is released, which brings the kernel's driver back.
 */
#include "usb_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pw_usb_transfer {
    struct libusb_transfer *usb;
    struct pw_usb_session *session;
    pw_usb_transfer_fn *fn; /* NULL: its owner has freed it */
    void *user;
    size_t capacity;
    bool in_flight, calling;
    struct pw_usb_transfer *next; /* pw_usb_session::transfers */
};

struct pw_usb_session {
    struct pw_usb *usb;
    libusb_device *device; /* referenced by the handle */
    libusb_device_handle *handle;
    int interface;
    bool closing;
    struct pw_usb_transfer *transfers;
    struct pw_usb_session *next; /* pw_usb::sessions */
};

bool pw_usb_fail(struct pw_error *err, int rc, const char *fmt, ...)
{
    char what[160];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    switch (rc) {
    case LIBUSB_ERROR_ACCESS:
        return pw_fail(
            err, PW_ERR_ACCESS, 0,
            "%s: no permission; install udev/60-packwright.rules, or start Packwright as a user who may use the device", what);
    case LIBUSB_ERROR_BUSY:
        return pw_fail(err, PW_ERR_BUSY, 0, "%s: another program holds it; end that program", what);
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return pw_fail(err, PW_ERR_GONE, 0, "%s: it is not plugged in any more", what);
    case LIBUSB_ERROR_NO_MEM:
        return pw_fail(err, PW_ERR_MEMORY, ENOMEM, "%s", what);
    case LIBUSB_ERROR_TIMEOUT:
        return pw_fail(err, PW_ERR_TIMEOUT, 0, "%s: it doesn't answer", what);
    default:
        return pw_fail(err, PW_ERR_IO, 0, "%s: %s", what, libusb_strerror(rc));
    }
}

/* ---- the session ---- */

bool pw_usb_open(struct pw_usb *usb, libusb_device *device, const struct pw_usb_interface *interface,
                 struct pw_usb_session **ret_session, struct pw_error *err)
{
    char name[PW_USB_TEXT_SIZE];
    pw_usb_describe(device, name);
    struct pw_usb_session *session = calloc(1, sizeof *session);
    if (session == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "USB device %s", name);
    int rc = libusb_open(device, &session->handle);
    if (rc != 0) {
        free(session);
        return pw_usb_fail(err, rc, "USB device %s can't be opened", name);
    }
    libusb_set_auto_detach_kernel_driver(session->handle, 1);
    rc = libusb_claim_interface(session->handle, interface->number);
    if (rc == 0 && interface->alternate != 0) {
        rc = libusb_set_interface_alt_setting(session->handle, interface->number, interface->alternate);
        if (rc != 0)
            libusb_release_interface(session->handle, interface->number);
    }
    if (rc != 0) {
        libusb_close(session->handle);
        free(session);
        return pw_usb_fail(err, rc, "USB device %s can't be claimed", name);
    }
    session->usb = usb;
    session->device = device;
    session->interface = interface->number;
    session->next = usb->sessions;
    usb->sessions = session;
    *ret_session = session;
    return true;
}

static void end_session(struct pw_usb_session *session)
{
    struct pw_usb_session **p = &session->usb->sessions;
    while (*p != session)
        p = &(*p)->next;
    *p = session->next;
    libusb_release_interface(session->handle, session->interface);
    libusb_close(session->handle);
    free(session);
}

void pw_usb_session_close(struct pw_usb_session *session)
{
    if (session == NULL || session->closing)
        return;
    session->closing = true;
    for (struct pw_usb_transfer *t = session->transfers, *next; t != NULL; t = next) {
        next = t->next;
        if (t->fn != NULL)
            pw_usb_transfer_free(t);
    }
    if (session->transfers == NULL && !session->usb->handling)
        end_session(session);
}

void pw_usb_reap(struct pw_usb *usb)
{
    for (struct pw_usb_session *s = usb->sessions, *next; s != NULL; s = next) {
        next = s->next;
        if (s->closing && s->transfers == NULL)
            end_session(s);
    }
}

libusb_device *pw_usb_session_device(struct pw_usb_session *session)
{
    return session->device;
}

libusb_device_handle *pw_usb_session_handle(struct pw_usb_session *session)
{
    return session->handle;
}

/* ---- transfers ---- */

static void drop(struct pw_usb_transfer *t)
{
    struct pw_usb_session *session = t->session;
    struct pw_usb_transfer **p = &session->transfers;
    while (*p != t)
        p = &(*p)->next;
    *p = t->next;
    free(t->usb->buffer);
    libusb_free_transfer(t->usb);
    free(t);
}

static void LIBUSB_CALL on_done(struct libusb_transfer *usb)
{
    struct pw_usb_transfer *t = usb->user_data;
    t->in_flight = false;
    t->calling = true;
    if (t->fn != NULL)
        t->fn(t->user, t);
    t->calling = false;
    if (t->fn == NULL && !t->in_flight)
        drop(t);
}

struct pw_usb_transfer *pw_usb_transfer_create(struct pw_usb_session *session, size_t capacity, pw_usb_transfer_fn *fn,
                                               void *user)
{
    struct pw_usb_transfer *t = calloc(1, sizeof *t);
    struct libusb_transfer *usb = libusb_alloc_transfer(0);
    unsigned char *buffer = calloc(1, capacity);
    if (t == NULL || usb == NULL || buffer == NULL) {
        free(buffer);
        libusb_free_transfer(usb);
        free(t);
        return NULL;
    }
    usb->buffer = buffer;
    *t = (struct pw_usb_transfer){ usb, session, fn, user, capacity, false, false, session->transfers };
    session->transfers = t;
    return t;
}

void pw_usb_transfer_free(struct pw_usb_transfer *t)
{
    if (t == NULL)
        return;
    t->fn = NULL;
    if (t->in_flight)
        libusb_cancel_transfer(t->usb);
    else if (!t->calling)
        drop(t);
}

struct libusb_transfer *pw_usb_transfer_peek(struct pw_usb_transfer *t)
{
    return t->usb;
}

bool pw_usb_transfer_submit(struct pw_usb_transfer *t, uint8_t type, uint8_t endpoint, size_t length, unsigned timeout_ms,
                            struct pw_error *err)
{
    char name[PW_USB_TEXT_SIZE];
    if (t->in_flight || length > t->capacity)
        return pw_fail(err, PW_ERR_BUSY, 0, "a USB transfer of %zu bytes while it is under way or too small (%zu)", length,
                       t->capacity);
    t->usb->dev_handle = t->session->handle;
    t->usb->type = type;
    t->usb->endpoint = endpoint;
    t->usb->length = (int)length;
    t->usb->timeout = timeout_ms;
    t->usb->callback = on_done;
    t->usb->user_data = t;
    t->usb->actual_length = 0;
    int rc = libusb_submit_transfer(t->usb);
    if (rc != 0) {
        pw_usb_describe(t->session->device, name);
        return pw_usb_fail(err, rc, "USB device %s", name);
    }
    t->in_flight = true;
    pw_usb_rearm(t->session->usb);
    return true;
}

bool pw_usb_transfer_control(struct pw_usb_transfer *t, uint8_t request_type, uint8_t request, uint16_t value, uint16_t index,
                             uint16_t length, unsigned timeout_ms, struct pw_error *err)
{
    if (t->in_flight || (size_t)length + LIBUSB_CONTROL_SETUP_SIZE > t->capacity)
        return pw_fail(err, PW_ERR_BUSY, 0, "a USB request of %u bytes while it is under way or too small (%zu)", length,
                       t->capacity);
    libusb_fill_control_setup(t->usb->buffer, request_type, request, value, index, length);
    return pw_usb_transfer_submit(t, LIBUSB_TRANSFER_TYPE_CONTROL, 0, (size_t)length + LIBUSB_CONTROL_SETUP_SIZE, timeout_ms,
                                  err);
}

void pw_usb_transfer_cancel(struct pw_usb_transfer *t)
{
    if (t->in_flight)
        libusb_cancel_transfer(t->usb);
}
