/*
 * Reads a keyboard-type scanner: claims its boot keyboard interface, so that neither the desktop nor a console sees its keys, and
 * feeds the reports to the decoder. Only a device that the configuration describes is ever claimed; destroying the driver (or the
 * end of the process) gives it back to the kernel.
 *
 *   state      what happens                           next
 *   MISSING    a matching device arrives              open: READY, or FAILED
 *   FAILED     RETRY_US pass                          open again, if it is still there
 *   READY      the device leaves                      MISSING
 *   READY      reading says that it has left          MISSING, and look again after RETRY_US: it may be back without being told
 *   READY      reading fails otherwise                FAILED
 */
#include "scanner/hid_keyboard.h"

#include "scanner/decode_keyboard.h"
#include "scanner/scan_feed.h"
#include "usb.h"

#include <errno.h>
#include <stdlib.h>

enum {
    READS = 4, /* transfers under way, so that no report is missed */
    REPORT_MAX = 64,
    RETRY_US = 1000000,
    REQUEST_TIMEOUT_MS = 500,
};
/* USB HID 1.11, 7.2 */
enum { SET_REPORT = 0x09, SET_IDLE = 0x0A, SET_PROTOCOL = 0x0B, TO_INTERFACE = 0x21, OUTPUT_REPORT = 0x0200 };

struct hid_keyboard {
    struct pw_scanner base;
    struct pw_scan_feed feed;
    struct pw_keyboard keyboard;
    struct pw_loop *loop;
    struct pw_log *log;
    struct pw_usb *usb;
    struct pw_usb_sub *sub;
    struct pw_usb_match match;
    struct pw_timer *retry;
    struct pw_usb_session *session; /* NULL: not READY */
    struct pw_usb_interface interface;
    struct pw_usb_transfer *request;
    int step; /* of the requests after claiming */
};

static struct hid_keyboard *keyboard_from(struct pw_scanner *scanner)
{
    return pw_container_of(scanner, struct hid_keyboard, base);
}

static void let_go(struct hid_keyboard *k, const char *why)
{
    pw_usb_session_close(k->session); /* frees its transfers */
    k->session = NULL;
    k->request = NULL;
    pw_keyboard_forget(&k->keyboard);
    pw_scan_feed_broken(&k->feed, why);
}

static void missing(struct hid_keyboard *k)
{
    char what[PW_USB_TEXT_SIZE];
    pw_usb_match_text(&k->match, what, sizeof what);
    pw_scanner_link(&k->base, PW_LINK_MISSING, "no keyboard-type scanner %s is plugged in", what);
}

static void failed(struct hid_keyboard *k, const char *why)
{
    pw_scanner_link(&k->base, PW_LINK_FAILED, "%s", why);
    k->loop->impl->timer_start(k->retry, RETRY_US);
}

static void failed_or_left(struct hid_keyboard *k, const struct pw_error *err)
{
    if (err->code != PW_ERR_GONE) {
        failed(k, err->text);
        return;
    }
    missing(k);
    k->loop->impl->timer_start(k->retry, RETRY_US);
}

/* ---- reading ---- */

static void take_text(struct hid_keyboard *k, const struct pw_keyboard_text *text)
{
    if (text->stray != NULL)
        pw_scan_feed_spoil(&k->feed, text->stray);
    if (text->len > 0)
        pw_scan_feed_bytes(&k->feed, pw_bytes_of(text->bytes, text->len));
    else if (k->keyboard.dead != 0 || k->keyboard.alt_digits > 0 || k->keyboard.caps)
        pw_scan_feed_wait(&k->feed);
}

static void on_silence(void *user)
{
    struct hid_keyboard *k = user;
    struct pw_keyboard_text text;
    pw_keyboard_rest(&k->keyboard, &text);
    take_text(k, &text);
}

static void on_report(void *user, struct pw_usb_transfer *transfer)
{
    struct hid_keyboard *k = user;
    struct libusb_transfer *t = pw_usb_transfer_peek(transfer);
    struct pw_error err = { 0 };
    struct pw_keyboard_text text;
    switch (t->status) {
    case LIBUSB_TRANSFER_COMPLETED:
        if (t->actual_length > 0) {
            pw_keyboard_report(&k->keyboard, pw_bytes_of(t->buffer, (size_t)t->actual_length), &text);
            take_text(k, &text);
        }
        if (pw_usb_transfer_submit(transfer, LIBUSB_TRANSFER_TYPE_INTERRUPT, k->interface.in, k->interface.in_size, 0, &err))
            return;
        break;
    case LIBUSB_TRANSFER_CANCELLED:
        return;
    case LIBUSB_TRANSFER_NO_DEVICE:
        pw_fail(&err, PW_ERR_GONE, 0, "unplugged");
        break;
    default:
        pw_fail(&err, PW_ERR_IO, 0, "reading the scanner failed (%s); unplug it and plug it in again",
                libusb_error_name(t->status));
        break;
    }
    let_go(k, "unplugged in the middle of a scan");
    failed_or_left(k, &err);
}

static bool start_reading(struct hid_keyboard *k, struct pw_error *err)
{
    for (int i = 0; i < READS; i++) {
        struct pw_usb_transfer *t = pw_usb_transfer_create(k->session, REPORT_MAX, on_report, k);
        if (t == NULL)
            return pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", k->base.section->name);
        if (!pw_usb_transfer_submit(t, LIBUSB_TRANSFER_TYPE_INTERRUPT, k->interface.in, k->interface.in_size, 0, err))
            return false;
    }
    return true;
}

/* Boot protocol, no repeated reports, lamps off (a scanner that sees Caps Lock lit turns its letters round). A device may refuse
 * each. */
static bool next_request(struct hid_keyboard *k, struct pw_error *err)
{
    uint16_t to = k->interface.number;
    switch (k->step++) {
    case 0:
        return pw_usb_transfer_control(k->request, TO_INTERFACE, SET_PROTOCOL, 0, to, 0, REQUEST_TIMEOUT_MS, err);
    case 1:
        return start_reading(k, err) &&
               pw_usb_transfer_control(k->request, TO_INTERFACE, SET_IDLE, 0, to, 0, REQUEST_TIMEOUT_MS, err);
    case 2:
        pw_usb_transfer_peek(k->request)->buffer[LIBUSB_CONTROL_SETUP_SIZE] = 0;
        return pw_usb_transfer_control(k->request, TO_INTERFACE, SET_REPORT, OUTPUT_REPORT, to, 1, REQUEST_TIMEOUT_MS, err);
    default:
        return true;
    }
}

static void on_request(void *user, struct pw_usb_transfer *transfer)
{
    struct hid_keyboard *k = user;
    struct pw_error err = { 0 };
    (void)transfer;
    if (k->session == NULL || next_request(k, &err))
        return;
    let_go(k, "unplugged in the middle of a scan");
    failed_or_left(k, &err);
}

/* ---- coming and going ---- */

/* True ends a search: this device is ours, whether it could be opened or not. */
static bool consider(void *user, libusb_device *device)
{
    struct hid_keyboard *k = user;
    struct pw_error err = { 0 };
    char name[PW_USB_TEXT_SIZE];
    if (!pw_usb_matches(&k->match, device))
        return false;
    pw_usb_describe(device, name);
    if (k->session != NULL) {
        if (pw_usb_session_device(k->session) != device)
            pw_log(k->log, PW_LOG_WARN, "scanner", "%s: %s matches too and stays a keyboard; say which one with serial or port",
                   k->base.section->name, name);
        return true;
    }
    if (!pw_usb_find_interface(device, LIBUSB_CLASS_HID, 1, 1, LIBUSB_TRANSFER_TYPE_INTERRUPT, &k->interface) ||
        k->interface.in == 0) {
        pw_scanner_link(&k->base, PW_LINK_FAILED, "%s is no keyboard: set the scanner to \"USB keyboard\", or use another driver",
                        name);
        return false;
    }
    if (k->interface.in_size > REPORT_MAX || k->interface.in_size == 0)
        k->interface.in_size = REPORT_MAX;
    k->step = 0;
    if (!pw_usb_open(k->usb, device, &k->interface, &k->session, &err)) {
        failed_or_left(k, &err);
        return true;
    }
    k->request = pw_usb_transfer_create(k->session, LIBUSB_CONTROL_SETUP_SIZE + 1, on_request, k);
    if (k->request == NULL || !next_request(k, &err)) {
        let_go(k, "");
        failed(k, err.code != PW_OK ? err.text : "no memory");
        return true;
    }
    k->loop->impl->timer_stop(k->retry);
    pw_scanner_link(&k->base, PW_LINK_READY, "%s", name);
    return true;
}

static void on_arrived(void *user, libusb_device *device)
{
    consider(user, device);
}

static void on_left(void *user, libusb_device *device)
{
    struct hid_keyboard *k = user;
    if (k->session != NULL && pw_usb_session_device(k->session) == device)
        let_go(k, "unplugged in the middle of a scan");
    else if (k->session != NULL || !pw_usb_matches(&k->match, device))
        return;
    k->loop->impl->timer_stop(k->retry);
    if (!pw_usb_each(k->usb, consider, k))
        missing(k);
}

static void on_retry(void *user)
{
    struct hid_keyboard *k = user;
    if (k->session == NULL && !pw_usb_each(k->usb, consider, k))
        missing(k);
}

static void keyboard_destroy(struct pw_scanner *scanner)
{
    if (scanner == NULL)
        return;
    struct hid_keyboard *k = keyboard_from(scanner);
    pw_usb_unsubscribe(k->sub);
    pw_usb_session_close(k->session);
    pw_usb_put(k->usb);
    k->loop->impl->timer_free(k->retry);
    pw_scan_feed_finish(&k->feed);
    free(k);
}

static bool keyboard_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                            const struct pw_scanner_listener *listener, struct pw_scanner **ret_scanner, struct pw_error *err)
{
    struct pw_usb_match match;
    const char *suffix = pw_section_get(section, "suffix");
    enum pw_framing framing = PW_FRAMING_NEWLINE; /* Enter, Ctrl+J or both: a keyboard has no CR without Enter */
    pw_usb_match_read(section, &match);
    if (pw_usb_match_empty(&match))
        return pw_fail(
            err, PW_ERR_CONFIG, 0,
            "%s:%d: [scanner %s] needs vendor and product (\"packwright devices\" shows them): without them every keyboard "
            "of this machine would be taken",
            section->file, section->line, section->name);
    if (strcmp(suffix, "tab") == 0)
        framing = PW_FRAMING_TAB;
    else if (strcmp(suffix, "none") == 0)
        framing = PW_FRAMING_GAP;
    struct hid_keyboard *k = calloc(1, sizeof *k);
    if (k == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
    pw_scanner_init(&k->base, &pw_scanner_usb_hid, section, listener);
    k->loop = loop;
    k->log = log;
    k->match = match;
    k->retry = loop->impl->timer(loop, on_retry, k);
    if (k->retry == NULL) {
        pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
        goto fail;
    }
    if (!pw_keyboard_init(&k->keyboard, pw_section_get(section, "layout"), err) ||
        !pw_scan_feed_init(&k->feed, &k->base, loop, framing,
                           pw_section_us(section, "gap", framing == PW_FRAMING_GAP ? 100000 : 500000), err) ||
        !pw_usb_get(loop, log, &k->usb, err))
        goto fail;
    k->feed.on_silence = on_silence;
    k->feed.user = k;
    k->sub = pw_usb_subscribe(k->usb, &(struct pw_usb_listener){ on_arrived, on_left, k });
    if (k->sub == NULL) {
        pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
        goto fail;
    }
    missing(k); /* until it is found, which is at once */
    *ret_scanner = &k->base;
    return true;
fail:
    keyboard_destroy(&k->base);
    return false;
}

static const char *const suffixes[] = { "cr", "lf", "crlf", "tab", "none", NULL };
static const struct pw_key keys[] = {
    PW_USB_MATCH_KEYS,
    { "layout", PW_KEY_WORD, "us", pw_keyboard_layouts, 0, 0, "the country that the scanner is set to; leave scanners at us" },
    { "suffix", PW_KEY_WORD, "cr", suffixes, 0, 0, "what the scanner sends behind each code; none: silence ends it" },
    { "gap", PW_KEY_TIME, NULL, NULL, 0, 0,
      "silence that ends a scan without suffix (100ms), or makes half a scan no scan (500ms)" },
    { 0 },
};

const struct pw_scanner_impl pw_scanner_usb_hid = { "usb-hid", keys, keyboard_create, keyboard_destroy };
