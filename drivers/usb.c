/*
 * libusb in the loop, and who is plugged in.
 *
 * libusb's descriptors are watched by the loop and its events handled without waiting. Its hotplug callback only starts a timer
 * of zero; what has changed is found by comparing libusb's list with the devices already told. So one device is told once,
 * although libusb 1.0.26 may call twice for one that comes while callbacks are registered, and nothing is opened inside a
 * callback.
 *
 *   context   what happens                     then
 *   none      libusb_init fails (no USB)       tried again every RETRY_US
 *   there     a hotplug callback               look at once
 */
#include "usb.h"

#include "usb_internal.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

enum { RETRY_US = 10000000, DRAIN_TURNS = 20, DRAIN_TURN_US = 50000 };

struct usb_fd {
    struct pw_usb *usb;
    int fd;
    struct pw_watch *watch;
    struct usb_fd *next;
};

struct usb_known {
    libusb_device *device; /* referenced */
    bool present;
    struct usb_known *next;
};

struct pw_usb_sub {
    struct pw_usb *usb;
    struct pw_usb_listener listener;
    bool fresh; /* hasn't been told of the devices that were there before */
    bool gone;
    struct pw_usb_sub *next;
};

static const char usb_key; /* only its address matters */

/* ---- libusb's descriptors ---- */

static void handle_events(struct pw_usb *usb, int wait_us)
{
    struct timeval wait = { 0, wait_us };
    usb->handling = true;
    int rc = libusb_handle_events_timeout_completed(usb->context, &wait, NULL);
    usb->handling = false;
    pw_usb_reap(usb);
    if (rc != 0 && rc != LIBUSB_ERROR_INTERRUPTED)
        pw_log(usb->log, PW_LOG_DEBUG, "usb", "handling events: %s", libusb_error_name(rc));
    pw_usb_rearm(usb);
}

static void on_fd(void *user, int fd, int events)
{
    (void)fd, (void)events;
    handle_events(user, 0);
}

static void on_expire(void *user)
{
    handle_events(user, 0);
}

void pw_usb_rearm(struct pw_usb *usb)
{
    struct timeval left;
    if (!usb->own_timeouts || usb->context == NULL)
        return;
    if (libusb_get_next_timeout(usb->context, &left) == 1)
        usb->loop->impl->timer_start(usb->expire, (int64_t)left.tv_sec * 1000000 + left.tv_usec);
    else
        usb->loop->impl->timer_stop(usb->expire);
}

static void fd_added(int fd, short events, void *user)
{
    struct pw_usb *usb = user;
    struct pw_error err = { 0 };
    int want = (events & POLLIN ? PW_READABLE : 0) | (events & POLLOUT ? PW_WRITABLE : 0);
    struct usb_fd *f = calloc(1, sizeof *f);
    if (f != NULL)
        f->watch = usb->loop->impl->watch(usb->loop, fd, want, on_fd, usb, &err);
    if (f == NULL || f->watch == NULL) {
        pw_log(usb->log, PW_LOG_ERROR, "usb", "a USB descriptor can't be watched, so a device will stay silent: %s",
               f == NULL ? "no memory" : err.text);
        free(f);
        return;
    }
    f->usb = usb;
    f->fd = fd;
    f->next = usb->fds;
    usb->fds = f;
}

static void fd_removed(int fd, void *user)
{
    struct pw_usb *usb = user;
    for (struct usb_fd **p = &usb->fds, *f; (f = *p) != NULL; p = &f->next) {
        if (f->fd != fd)
            continue;
        *p = f->next;
        usb->loop->impl->unwatch(f->watch);
        free(f);
        return;
    }
}

/* ---- who is there ---- */

static int LIBUSB_CALL on_hotplug(libusb_context *context, libusb_device *device, libusb_hotplug_event event, void *user)
{
    struct pw_usb *usb = user;
    (void)context, (void)device, (void)event;
    usb->loop->impl->timer_start(usb->look, 0);
    return 0;
}

static void sweep_subs(struct pw_usb *usb)
{
    for (struct pw_usb_sub **p = &usb->subs, *s; (s = *p) != NULL;) {
        if (s->gone) {
            *p = s->next;
            free(s);
        } else {
            p = &s->next;
        }
    }
}

static void tell_left(struct pw_usb *usb, libusb_device *device)
{
    for (struct pw_usb_sub *s = usb->subs; s != NULL; s = s->next)
        if (!s->gone && !s->fresh && s->listener.on_left != NULL)
            s->listener.on_left(s->listener.user, device);
}

static struct usb_known *find_known(struct pw_usb *usb, libusb_device *device)
{
    struct usb_known *k = usb->known;
    while (k != NULL && k->device != device)
        k = k->next;
    return k;
}

/* Those that left are told first: one that was pulled and put back is two devices. */
static void tell_departures(struct pw_usb *usb, libusb_device **list, ssize_t count)
{
    for (struct usb_known *k = usb->known; k != NULL; k = k->next)
        k->present = false;
    for (ssize_t i = 0; i < count; i++) {
        struct usb_known *k = find_known(usb, list[i]);
        if (k != NULL)
            k->present = true;
    }
    for (struct usb_known **p = &usb->known, *k; (k = *p) != NULL;) {
        if (k->present) {
            p = &k->next;
            continue;
        }
        *p = k->next;
        tell_left(usb, k->device);
        libusb_unref_device(k->device);
        free(k);
    }
}

static void tell_arrivals(struct pw_usb *usb, libusb_device **list, ssize_t count)
{
    for (ssize_t i = 0; i < count; i++) {
        bool known = find_known(usb, list[i]) != NULL;
        if (!known) {
            struct usb_known *k = calloc(1, sizeof *k);
            if (k == NULL)
                continue; /* told at the next change */
            k->device = libusb_ref_device(list[i]);
            k->next = usb->known;
            usb->known = k;
        }
        for (struct pw_usb_sub *s = usb->subs; s != NULL; s = s->next)
            if (!s->gone && (!known || s->fresh))
                s->listener.on_arrived(s->listener.user, list[i]);
    }
    for (struct pw_usb_sub *s = usb->subs; s != NULL; s = s->next)
        s->fresh = false;
}

static bool start_context(struct pw_usb *usb);

static void look(void *user)
{
    struct pw_usb *usb = user;
    if (usb->context == NULL && !start_context(usb)) {
        usb->loop->impl->timer_start(usb->look, RETRY_US);
        return;
    }
    libusb_device **list = NULL;
    ssize_t count = libusb_get_device_list(usb->context, &list);
    if (count < 0) {
        pw_log(usb->log, PW_LOG_WARN, "usb", "the list of USB devices can't be read: %s", libusb_error_name((int)count));
        usb->loop->impl->timer_start(usb->look, RETRY_US);
        return;
    }
    usb->telling = true;
    usb->refs++; /* a callback may put the last one */
    tell_departures(usb, list, count);
    tell_arrivals(usb, list, count);
    usb->telling = false;
    sweep_subs(usb);
    libusb_free_device_list(list, 1);
    pw_usb_put(usb);
}

struct pw_usb_sub *pw_usb_subscribe(struct pw_usb *usb, const struct pw_usb_listener *listener)
{
    struct pw_usb_sub *sub = calloc(1, sizeof *sub), **last = &usb->subs;
    if (sub == NULL)
        return NULL;
    *sub = (struct pw_usb_sub){ .usb = usb, .listener = *listener, .fresh = true };
    while (*last != NULL)
        last = &(*last)->next;
    *last = sub;
    usb->loop->impl->timer_start(usb->look, 0);
    return sub;
}

void pw_usb_unsubscribe(struct pw_usb_sub *sub)
{
    if (sub == NULL)
        return;
    sub->gone = true;
    if (!sub->usb->telling)
        sweep_subs(sub->usb);
}

bool pw_usb_each(struct pw_usb *usb, bool (*fn)(void *user, libusb_device *device), void *user)
{
    libusb_device **list = NULL;
    bool found = false;
    ssize_t count = usb->context != NULL ? libusb_get_device_list(usb->context, &list) : 0;
    for (ssize_t i = 0; i < count && !found; i++)
        found = fn(user, list[i]);
    if (list != NULL)
        libusb_free_device_list(list, 1);
    return found;
}

/* ---- the context ---- */

static void stop_context(struct pw_usb *usb)
{
    if (usb->context == NULL)
        return;
    if (usb->has_hotplug)
        libusb_hotplug_deregister_callback(usb->context, usb->hotplug);
    for (int i = 0; usb->sessions != NULL && i < DRAIN_TURNS;
         i++) { /* what was cancelled has to end before its device is closed */
        struct timeval turn = { 0, DRAIN_TURN_US };
        libusb_handle_events_timeout_completed(usb->context, &turn, NULL);
        pw_usb_reap(usb);
    }
    if (usb->sessions != NULL)
        pw_log(usb->log, PW_LOG_WARN, "usb", "a USB device doesn't let go; it is given back when this program ends");
    while (usb->known != NULL) {
        struct usb_known *k = usb->known;
        usb->known = k->next;
        libusb_unref_device(k->device);
        free(k);
    }
    libusb_set_pollfd_notifiers(usb->context, NULL, NULL, NULL);
    while (usb->fds != NULL)
        fd_removed(usb->fds->fd, usb);
    if (usb->sessions == NULL)
        libusb_exit(usb->context);
    usb->context = NULL;
}

static bool start_context(struct pw_usb *usb)
{
    int rc = libusb_init(&usb->context);
    if (rc != 0) {
        pw_log(usb->log, PW_LOG_DEBUG, "usb", "there is no USB here: %s; USB devices stay missing", libusb_error_name(rc));
        usb->context = NULL;
        return false;
    }
    const struct libusb_pollfd **fds = libusb_get_pollfds(usb->context);
    for (size_t i = 0; fds != NULL && fds[i] != NULL; i++)
        fd_added(fds[i]->fd, fds[i]->events, usb);
    libusb_free_pollfds(fds);
    libusb_set_pollfd_notifiers(usb->context, fd_added, fd_removed, usb);
    usb->own_timeouts = libusb_pollfds_handle_timeouts(usb->context) == 0;
    usb->has_hotplug =
        libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0 &&
        libusb_hotplug_register_callback(usb->context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
                                         LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, on_hotplug,
                                         usb, &usb->hotplug) == 0;
    if (!usb->has_hotplug || access("/run/udev/control", F_OK) != 0)
        pw_log(usb->log, PW_LOG_INFO, "usb",
               "udevd isn't running: a USB device that is plugged in later is found at the next start");
    return true;
}

bool pw_usb_get(struct pw_loop *loop, struct pw_log *log, struct pw_usb **ret_usb, struct pw_error *err)
{
    for (struct pw_shared *s = loop->shared; s != NULL; s = s->next) {
        if (s->key == &usb_key) {
            *ret_usb = pw_container_of(s, struct pw_usb, shared);
            (*ret_usb)->refs++;
            return true;
        }
    }
    struct pw_usb *usb = calloc(1, sizeof *usb);
    if (usb == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "USB");
    usb->loop = loop;
    usb->log = log;
    usb->refs = 1;
    usb->look = loop->impl->timer(loop, look, usb);
    usb->expire = loop->impl->timer(loop, on_expire, usb);
    if (usb->look == NULL || usb->expire == NULL) {
        loop->impl->timer_free(usb->look);
        loop->impl->timer_free(usb->expire);
        free(usb);
        return pw_fail(err, PW_ERR_MEMORY, errno, "USB");
    }
    start_context(usb);
    loop->impl->timer_start(usb->look, usb->context != NULL ? 0 : RETRY_US);
    usb->shared = (struct pw_shared){ .key = &usb_key, .next = loop->shared };
    loop->shared = &usb->shared;
    *ret_usb = usb;
    return true;
}

void pw_usb_put(struct pw_usb *usb)
{
    if (usb == NULL || --usb->refs > 0)
        return;
    struct pw_shared **p = &usb->loop->shared;
    while (*p != &usb->shared)
        p = &(*p)->next;
    *p = usb->shared.next;
    for (struct pw_usb_sub *s = usb->subs; s != NULL; s = s->next)
        s->gone = true;
    sweep_subs(usb);
    stop_context(usb);
    usb->loop->impl->timer_free(usb->look);
    usb->loop->impl->timer_free(usb->expire);
    if (usb->sessions == NULL)
        free(usb);
}
