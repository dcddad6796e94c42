/*
 * USB printer class through libusb.
 *
 *   state     what happens                                  what ends it
 *   ABSENT    arrivals are watched, a retry runs            a device that matches and opens -> ASKING
 *   ASKING    GET_DEVICE_ID, then GET_PORT_STATUS           both answered or timed out -> READY
 *   READY     bulk IN always pending; a document goes out   unplugged or a bus error -> ABSENT
 *
 *   a bulk OUT transfer ends with   what it means and what follows
 *   all or part accepted            go on behind what was accepted
 *   time-out                        the printer takes nothing: what was accepted counts, say why, go on behind it
 *   stall                           clear the halt, go on behind what was accepted; the second time in one document: unknown
 * outcome device gone, bus error          unknown outcome. The count is a lower bound: it was seen to say 0 when a printer had
 * 6,000 bytes cancelled                       unknown outcome with the bytes so far
 *
 * So a document ends as "nothing" only while no transfer of it has been given to the kernel.
 */
#include "printer/usb.h"

#include "../usb.h" /* not printer/usb.h */
#include "printer/delivery.h"
#include "printer/ieee1284.h"
#include "printer/usb_quirks.h"

#include <stdlib.h>

enum {
    PIECE = 16384, /* small enough to know how far it got, large enough to be quick */
    ID_SIZE = 1024,
    OUT_MS = 5000,
    ASK_MS = 2000,
    RETRY_US = 1000000,
    STALL_US = 2000000,
    EMPTY_FIRST_US = 20000, /* a printer that answers each read with nothing is asked less and less */
    EMPTY_LAST_US = 1000000,
    STATUS_US = 2000000, /* how often a printer that isn't well is asked again, between documents */
};

enum { GET_DEVICE_ID = 0, GET_PORT_STATUS = 1 };
enum { PORT_NO_ERROR = 0x08, PORT_SELECTED = 0x10, PORT_PAPER_EMPTY = 0x20 };

enum usb_state { ABSENT, ASKING, READY };

struct pw_usb_printer {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct pw_log *log;
    struct pw_usb *usb;
    struct pw_usb_sub *sub;
    struct pw_usb_match match;
    char wanted[PW_USB_TEXT_SIZE], name[PW_USB_TEXT_SIZE];
    enum usb_state state;
    struct pw_usb_session *session;
    struct pw_usb_interface face;
    unsigned quirks;
    struct pw_usb_transfer *in, *out, *ask;
    size_t in_size;
    int asking; /* GET_DEVICE_ID, GET_PORT_STATUS, or -1 */
    struct pw_timer *retry, *stall, *reread, *recheck;
    int64_t reread_us;
    size_t offset; /* accepted for certain */
    bool out_in_flight, given, stalled_before, cancelled;
    struct clearing *clearing;
    struct pw_error open_err;
};

/* clear_halt is a control transfer that can only block: done by a worker, which holds the session until it is over. */
struct clearing {
    struct pw_usb_printer *owner; /* NULL: the session is to be closed afterwards */
    struct pw_usb *usb;           /* a reference of its own */
    struct pw_usb_session *session;
    libusb_device_handle *handle;
    uint8_t endpoint;
    int rc;
};

static void write_more(struct pw_usb_printer *p);
static void read_more(struct pw_usb_printer *p);

static struct pw_usb_printer *usb_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_usb_printer, base);
}

/* ---- ending a session ---- */

static void close_session(struct pw_usb_printer *p)
{
    const struct pw_loop_impl *loop = p->loop->impl;
    loop->timer_stop(p->stall);
    loop->timer_stop(p->reread);
    loop->timer_stop(p->recheck);
    pw_usb_transfer_free(p->in);
    pw_usb_transfer_free(p->out);
    pw_usb_transfer_free(p->ask);
    p->in = p->out = p->ask = NULL;
    p->out_in_flight = false;
    p->asking = -1;
    if (p->clearing != NULL)
        p->clearing->owner = NULL; /* it closes the session */
    else
        pw_usb_session_close(p->session);
    p->clearing = NULL;
    p->session = NULL;
    p->state = ABSENT;
}

/* The printer is gone, or the bus is no good. moved: accepted by the transfer that said so. */
static void lost(struct pw_usb_printer *p, size_t moved, const char *why)
{
    struct pw_delivery *d = &p->delivery;
    size_t have = p->offset + moved;
    if (pw_delivery_open(d) && !p->given)
        pw_delivery_nothing(d, PW_ERR_GONE, 0, "nothing was sent: USB printer %s: %s", p->name, why);
    else
        pw_delivery_some(d, have, 0,
                         "USB printer %s: %s after at least %zu of %zu bytes; look at the paper before printing it again",
                         p->name, why, have, d->len);
    close_session(p);
    p->loop->impl->timer_start(p->retry, RETRY_US);
    pw_delivery_words(d, "%s", "");
    pw_delivery_link(d, PW_LINK_MISSING, "USB printer %s: %s", p->name, why);
}

static void on_left(void *user, libusb_device *device)
{
    struct pw_usb_printer *p = user;
    if (p->session != NULL && pw_usb_session_device(p->session) == device)
        lost(p, 0, "unplugged or switched off");
}

/* ---- questions on the control endpoint ---- */

static void ask(struct pw_usb_printer *p, int what)
{
    struct pw_error err;
    uint16_t index = p->face.number, value = 0, length = 1;
    if (p->asking >= 0 || p->ask == NULL)
        return;
    if (what == GET_DEVICE_ID) {
        index = (uint16_t)(p->face.number << 8 | p->face.alternate);
        length = ID_SIZE;
    }
    uint8_t type = LIBUSB_ENDPOINT_IN | LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE;
    if (pw_usb_transfer_control(p->ask, type, (uint8_t)what, value, index, length, ASK_MS, &err))
        p->asking = what;
    else
        p->loop->impl->timer_start(p->recheck, STATUS_US);
}

static void take_id(struct pw_usb_printer *p, const struct libusb_transfer *usb)
{
    struct pw_device_id id;
    struct pw_error err = { 0 };
    unsigned quirks = (p->quirks & PW_USB_QUIRK_ID_LE) != 0 ? PW_1284_LITTLE_ENDIAN : 0;
    size_t len = usb->actual_length > 0 ? (size_t)usb->actual_length : 0;
    if (usb->status == LIBUSB_TRANSFER_COMPLETED &&
        pw_1284_parse(pw_bytes_of(usb->buffer + LIBUSB_CONTROL_SETUP_SIZE, len), quirks, &id, &err))
        pw_log(p->log, PW_LOG_INFO, "printer", "USB printer %s is %s %s, speaks %s", p->name, id.manufacturer, id.model,
               id.commands[0] == '\0' ? "something it doesn't name" : id.commands);
    else
        pw_log(p->log, PW_LOG_INFO, "printer", "USB printer %s doesn't say what it is", p->name);
}

static void take_status(struct pw_usb_printer *p, const struct libusb_transfer *usb)
{
    if (usb->status != LIBUSB_TRANSFER_COMPLETED || usb->actual_length < 1)
        return;
    uint8_t status = usb->buffer[LIBUSB_CONTROL_SETUP_SIZE];
    const char *words = "";
    if (status == 0xff) /* not a status */
        words = "";
    else if ((status & PORT_PAPER_EMPTY) != 0)
        words = "out of paper";
    else if ((status & PORT_NO_ERROR) == 0)
        words = "the printer reports an error (cover open, cutter, temperature?)";
    else if ((status & PORT_SELECTED) == 0)
        words = "offline";
    if (words[0] != '\0') {
        p->loop->impl->timer_start(p->recheck, STATUS_US);
        pw_delivery_words(&p->delivery, "%s", words);
    } else if (!pw_delivery_open(&p->delivery)) {
        pw_delivery_words(&p->delivery, "%s", "");
    }
}

static void on_answer(void *user, struct pw_usb_transfer *transfer)
{
    struct pw_usb_printer *p = user;
    const struct libusb_transfer *usb = pw_usb_transfer_peek(transfer);
    int what = p->asking;
    p->asking = -1;
    if (usb->status == LIBUSB_TRANSFER_NO_DEVICE) {
        lost(p, 0, "unplugged or switched off");
        return;
    }
    if (what == GET_DEVICE_ID) {
        take_id(p, usb);
        ask(p, GET_PORT_STATUS);
        if (p->asking >= 0)
            return;
    }
    if (p->state == ASKING) {
        p->state = READY;
        if (p->in != NULL)
            read_more(p);
        if (p->state != READY)
            return;
        if (what == GET_PORT_STATUS)
            take_status(p, usb);
        pw_delivery_link(&p->delivery, PW_LINK_READY, "%s", "");
        return;
    }
    if (what == GET_PORT_STATUS)
        take_status(p, usb);
}

static void on_recheck(void *user)
{
    struct pw_usb_printer *p = user;
    bool busy = pw_delivery_open(&p->delivery);
    if (p->state == READY && !(busy && (p->quirks & PW_USB_QUIRK_QUIET) != 0))
        ask(p, GET_PORT_STATUS);
}

/* ---- replies ---- */

static void on_in(void *user, struct pw_usb_transfer *transfer)
{
    struct pw_usb_printer *p = user;
    const struct libusb_transfer *usb = pw_usb_transfer_peek(transfer);
    size_t len = usb->actual_length > 0 ? (size_t)usb->actual_length : 0;
    uint8_t reply[4096];
    if (usb->status == LIBUSB_TRANSFER_NO_DEVICE) {
        lost(p, 0, "unplugged or switched off");
        return;
    }
    len = len < sizeof reply ? len : sizeof reply;
    memcpy(reply, usb->buffer, len);
    if (len > 0 && usb->status == LIBUSB_TRANSFER_COMPLETED) {
        p->reread_us = EMPTY_FIRST_US;
        read_more(p);
    } else { /* nothing to say, or a stall: printers are not read for their life */
        p->reread_us = p->reread_us * 2 < EMPTY_LAST_US ? p->reread_us * 2 : EMPTY_LAST_US;
        p->loop->impl->timer_start(p->reread, p->reread_us);
    }
    pw_delivery_reply(&p->delivery, reply, len);
}

static void read_more(struct pw_usb_printer *p)
{
    struct pw_error err;
    if (p->state == READY && p->in != NULL &&
        !pw_usb_transfer_submit(p->in, LIBUSB_TRANSFER_TYPE_BULK, p->face.in, p->in_size, 0, &err))
        p->loop->impl->timer_start(p->reread, EMPTY_LAST_US);
}

static void on_reread(void *user)
{
    read_more(user);
}

/* ---- the document ---- */

static void finish_document(struct pw_usb_printer *p)
{
    p->loop->impl->timer_stop(p->stall);
    pw_delivery_all(&p->delivery);
    ask(p, GET_PORT_STATUS); /* between documents: is the paper out now? */
}

static void cleared(void *user)
{
    struct clearing *c = user;
    struct pw_usb_printer *p = c->owner;
    if (p != NULL) {
        p->clearing = NULL;
        if (c->rc == LIBUSB_ERROR_NO_DEVICE)
            lost(p, 0, "unplugged or switched off");
        else if (c->rc != 0)
            lost(p, 0, "it stalled and can't be made to go on");
        else
            write_more(p);
    } else {
        pw_usb_session_close(c->session);
    }
    pw_usb_put(c->usb);
    free(c);
}

static void clear_halt(void *user)
{
    struct clearing *c = user;
    c->rc = libusb_clear_halt(c->handle, c->endpoint);
}

static void stalled(struct pw_usb_printer *p)
{
    struct pw_delivery *d = &p->delivery;
    struct pw_error err = { 0 };
    if (p->stalled_before) {
        lost(p, 0, "it stalled twice");
        return;
    }
    p->stalled_before = true;
    struct clearing *c = calloc(1, sizeof *c);
    if (c == NULL || !pw_usb_get(p->loop, p->log, &c->usb, &err)) {
        free(c);
        lost(p, 0, "it stalled");
        return;
    }
    c->owner = p;
    c->session = p->session;
    c->handle = pw_usb_session_handle(p->session);
    c->endpoint = p->face.out;
    if (!p->loop->impl->work(p->loop, clear_halt, cleared, c, &err)) {
        pw_usb_put(c->usb);
        free(c);
        lost(p, 0, "it stalled");
        return;
    }
    p->clearing = c;
    pw_log(p->log, PW_LOG_WARN, "printer", "USB printer %s stalled after %zu of %zu bytes; going on from there", p->name,
           p->offset, d->len);
}

static void on_out(void *user, struct pw_usb_transfer *transfer)
{
    struct pw_usb_printer *p = user;
    struct pw_delivery *d = &p->delivery;
    const struct libusb_transfer *usb = pw_usb_transfer_peek(transfer);
    size_t moved = usb->actual_length > 0 ? (size_t)usb->actual_length : 0;
    enum libusb_transfer_status status = usb->status;
    p->out_in_flight = false;
    if (status == LIBUSB_TRANSFER_NO_DEVICE || status == LIBUSB_TRANSFER_ERROR || status == LIBUSB_TRANSFER_OVERFLOW) {
        lost(p, moved, status == LIBUSB_TRANSFER_NO_DEVICE ? "unplugged or switched off" : "the USB connection failed");
        return;
    }
    p->offset += moved;
    if (p->cancelled) {
        pw_delivery_some(d, p->offset, 0, "cancelled after %zu of %zu bytes had gone to USB printer %s", p->offset, d->len,
                         p->name);
        pw_delivery_words(d, "%s", "");
        return;
    }
    bool all = p->offset == d->len;
    if (all)
        finish_document(p);
    else if (status == LIBUSB_TRANSFER_STALL)
        stalled(p);
    else
        write_more(p);
    if (moved == 0)
        return;
    if (!all && p->state == READY)
        p->loop->impl->timer_start(p->stall, STALL_US);
    if (status == LIBUSB_TRANSFER_COMPLETED) /* after a time-out, what was moved was moved long ago */
        pw_delivery_words(d, "%s", "");
    pw_delivery_progress(d, p->offset);
}

static void write_more(struct pw_usb_printer *p)
{
    struct pw_delivery *d = &p->delivery;
    struct pw_error err = { 0 };
    if (!pw_delivery_open(d) || p->out_in_flight || p->clearing != NULL)
        return;
    if (p->cancelled) {
        pw_delivery_some(d, p->offset, 0, "cancelled after %zu of %zu bytes had gone to USB printer %s", p->offset, d->len,
                         p->name);
        return;
    }
    size_t left = d->len - p->offset, n = left < PIECE ? left : PIECE;
    memcpy(pw_usb_transfer_peek(p->out)->buffer, d->data + p->offset, n);
    p->out_in_flight = pw_usb_transfer_submit(p->out, LIBUSB_TRANSFER_TYPE_BULK, p->face.out, n, OUT_MS, &err);
    if (p->out_in_flight)
        p->given = true;
    else
        lost(p, 0, err.text);
}

static void on_stall_timer(void *user)
{
    struct pw_usb_printer *p = user;
    if (!pw_delivery_open(&p->delivery))
        return;
    if (p->delivery.words[0] == '\0')
        pw_delivery_words(&p->delivery, "the printer takes no data (out of paper, cover open, or switched to offline?)");
    on_recheck(p); /* it may know better why */
}

/* ---- finding and opening ---- */

static bool find_face(const struct pw_usb_printer *p, libusb_device *device, struct pw_usb_interface *ret_face)
{
    static const int protocols[] = { 2, 1 }; /* bidirectional first; 3 is packets (1284.4), 4 is IPP */
    struct libusb_device_descriptor desc;
    if (libusb_get_device_descriptor(device, &desc) != 0 || !pw_usb_matches(&p->match, device))
        return false;
    for (size_t i = 0; i < PW_COUNT(protocols); i++)
        if (pw_usb_find_interface(device, LIBUSB_CLASS_PRINTER, 1, protocols[i], LIBUSB_TRANSFER_TYPE_BULK, ret_face) &&
            ret_face->out != 0)
            return true;
    return (pw_usb_quirks(desc.idVendor, desc.idProduct) & PW_USB_QUIRK_VENDOR_CLASS) != 0 &&
           pw_usb_find_interface(device, LIBUSB_CLASS_VENDOR_SPEC, -1, -1, LIBUSB_TRANSFER_TYPE_BULK, ret_face) &&
           ret_face->out != 0;
}

static bool make_transfers(struct pw_usb_printer *p, struct pw_error *err)
{
    size_t packet = p->face.in_size > 0 ? p->face.in_size : 64;
    p->in_size = (1023 + packet) / packet * packet; /* whole packets: less would end with an overflow */
    p->out = pw_usb_transfer_create(p->session, PIECE, on_out, p);
    p->ask = pw_usb_transfer_create(p->session, LIBUSB_CONTROL_SETUP_SIZE + ID_SIZE, on_answer, p);
    bool reads = p->face.in != 0 && (p->quirks & PW_USB_QUIRK_UNIDIR) == 0;
    if (reads)
        p->in = pw_usb_transfer_create(p->session, p->in_size, on_in, p);
    return (p->out != NULL && p->ask != NULL && (!reads || p->in != NULL)) ||
           pw_fail(err, PW_ERR_MEMORY, 0, "USB printer %s", p->name);
}

/* True: no need to look at others. */
static bool try_device(void *user, libusb_device *device)
{
    struct pw_usb_printer *p = user;
    struct libusb_device_descriptor desc;
    struct pw_usb_interface face;
    if (p->session != NULL)
        return true;
    if (!find_face(p, device, &face) || libusb_get_device_descriptor(device, &desc) != 0)
        return false;
    pw_usb_describe(device, p->name);
    if (!pw_usb_open(p->usb, device, &face, &p->session, &p->open_err))
        return false;
    p->face = face;
    p->quirks = pw_usb_quirks(desc.idVendor, desc.idProduct);
    p->asking = -1;
    p->reread_us = EMPTY_FIRST_US;
    if ((p->quirks & PW_USB_QUIRK_NO_REATTACH) != 0)
        libusb_set_auto_detach_kernel_driver(pw_usb_session_handle(p->session), 0);
    if (!make_transfers(p, &p->open_err)) {
        close_session(p);
        return false;
    }
    p->state = ASKING;
    p->loop->impl->timer_stop(p->retry);
    pw_delivery_link(&p->delivery, PW_LINK_CONNECTING, "asking USB printer %s what it is", p->name);
    ask(p, GET_DEVICE_ID);
    if (p->asking < 0) {
        p->state = READY;
        read_more(p);
        pw_delivery_link(&p->delivery, PW_LINK_READY, "%s", "");
    }
    return true;
}

static void look_for(void *user)
{
    struct pw_usb_printer *p = user;
    p->open_err = (struct pw_error){ 0 };
    if (pw_usb_each(p->usb, try_device, p))
        return;
    if (p->open_err.code != PW_OK) { /* there, but not to be had: another program may let go of it */
        p->loop->impl->timer_start(p->retry, RETRY_US);
        pw_delivery_link(&p->delivery, PW_LINK_FAILED, "%s", p->open_err.text);
    } else {
        pw_delivery_link(&p->delivery, PW_LINK_MISSING, "no USB printer %sis plugged in", p->wanted);
    }
}

static void on_arrived(void *user, libusb_device *device)
{
    struct pw_usb_printer *p = user;
    struct pw_usb_interface face;
    if (p->session == NULL && find_face(p, device, &face))
        p->loop->impl->timer_start(p->retry, 0); /* from a timer: it must not be opened inside libusb's callbacks */
}

static void usb_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_usb_printer *p = usb_from(t);
    const struct pw_loop_impl *loop = p->loop->impl;
    pw_usb_unsubscribe(p->sub);
    if (p->recheck != NULL)
        close_session(p);
    loop->timer_free(p->retry);
    loop->timer_free(p->stall);
    loop->timer_free(p->reread);
    loop->timer_free(p->recheck);
    pw_usb_put(p->usb);
    pw_delivery_finish(&p->delivery);
    free(p);
}

static bool usb_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                       const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    struct pw_usb_printer *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
    p->base = (struct pw_transport){ &pw_transport_usb, section, *listener, PW_LINK_MISSING };
    p->loop = loop;
    p->log = log;
    p->asking = -1;
    pw_usb_match_read(section, &p->match);
    if (!pw_usb_match_empty(&p->match)) {
        pw_usb_match_text(&p->match, p->wanted, sizeof p->wanted - 1);
        strcat(p->wanted, " ");
    }
    p->retry = loop->impl->timer(loop, look_for, p);
    p->stall = loop->impl->timer(loop, on_stall_timer, p);
    p->reread = loop->impl->timer(loop, on_reread, p);
    p->recheck = loop->impl->timer(loop, on_recheck, p);
    if (p->retry == NULL || p->stall == NULL || p->reread == NULL || p->recheck == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
        goto fail;
    }
    if (!pw_delivery_init(&p->delivery, &p->base, loop, "usb", err) || !pw_usb_get(loop, log, &p->usb, err))
        goto fail;
    p->sub = pw_usb_subscribe(p->usb, &(struct pw_usb_listener){ on_arrived, on_left, p });
    if (p->sub == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
        goto fail;
    }
    *ret_transport = &p->base;
    loop->impl->timer_start(p->retry, 0);
    return true;
fail:
    usb_destroy(&p->base);
    return false;
}

static bool usb_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_usb_printer *p = usb_from(t);
    if (!pw_delivery_start(&p->delivery, doc, title, err))
        return false;
    p->offset = 0;
    p->given = p->stalled_before = p->cancelled = false;
    if (doc.len == 0) {
        finish_document(p);
        return true;
    }
    p->loop->impl->timer_start(p->stall, STALL_US);
    write_more(p);
    return true;
}

static void usb_cancel(struct pw_transport *t)
{
    struct pw_usb_printer *p = usb_from(t);
    if (!pw_delivery_open(&p->delivery))
        return;
    p->cancelled = true;
    p->loop->impl->timer_stop(p->stall);
    if (p->out_in_flight)
        pw_usb_transfer_cancel(p->out); /* on_out tells how far it got */
}

static const struct pw_key usb_keys[] = { PW_USB_MATCH_KEYS, { 0 } };

const struct pw_transport_impl pw_transport_usb = {
    .scheme = "usb",
    .keys = usb_keys,
    .create = usb_create,
    .send = usb_send,
    .cancel = usb_cancel,
    .destroy = usb_destroy,
};
