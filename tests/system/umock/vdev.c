#include "vdev.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "usbdesc.h"

struct vdev vdevs[VDEVS] = {
    [VPRINTER] = { .name = "printer",
                   .num = 6,
                   .pid = LAB_PRINTER_PID,
                   .desc = lab_printer_desc,
                   .ndesc = sizeof lab_printer_desc,
                   .driver = "usblp",
                   .serial = "LAB0001" },
    [VSCANNER] = { .name = "scanner",
                   .num = 5,
                   .pid = LAB_SCANNER_PID,
                   .desc = lab_scanner_desc,
                   .ndesc = sizeof lab_scanner_desc,
                   .report = lab_scanner_report,
                   .nreport = sizeof lab_scanner_report,
                   .driver = "usbhid",
                   .serial = "LAB0001" },
    [VSCALE] = { .name = "scale",
                 .num = 7,
                 .pid = LAB_SCALE_PID,
                 .desc = lab_scale_desc,
                 .ndesc = sizeof lab_scale_desc,
                 .report = lab_scale_report,
                 .nreport = sizeof lab_scale_report,
                 .driver = "usbhid",
                 .serial = "LAB0001" },
    [VKEYBOARD] = { .name = "keyboard",
                    .num = 8,
                    .pid = LAB_KEYBOARD_PID,
                    .desc = lab_keyboard_desc,
                    .ndesc = sizeof lab_keyboard_desc,
                    .report = lab_keyboard_report,
                    .nreport = sizeof lab_keyboard_report,
                    .driver = "usbhid",
                    .serial = "LAB0001" },
    [VDONGLE] = { .name = "dongle",
                  .num = 9,
                  .pid = LAB_DONGLE_PID,
                  .desc = lab_dongle_desc,
                  .ndesc = sizeof lab_dongle_desc,
                  .report = lab_dongle_report,
                  .nreport = sizeof lab_dongle_report,
                  .driver = "usbhid",
                  .serial = "LAB0001" },
    [VTWIN] = { .name = "twin",
                .num = 10,
                .pid = LAB_KEYBOARD_PID,
                .desc = lab_keyboard_desc,
                .ndesc = sizeof lab_keyboard_desc,
                .report = lab_keyboard_report,
                .nreport = sizeof lab_keyboard_report,
                .driver = "usbhid",
                .serial = "LAB0002" },
};
pthread_mutex_t vlock = PTHREAD_MUTEX_INITIALIZER;

static int least(int a, int b)
{
    return a < b ? a : b;
}

void vdev_reset(struct vdev *d)
{
    d->nopaper = d->error = d->halted = d->deaf = d->badid = d->held = false;
    d->credit = -1;
    d->taken = 0;
    while (d->reports) {
        struct vreport *r = d->reports;
        d->reports = r->next;
        free(r);
    }
}

static int string_desc(const struct vdev *d, int index, uint8_t *p)
{
    const char *const s[] = { "", "Lab", "Lab device", d->serial };
    if (index == 0) {
        memcpy(p, "\x04\x03\x09\x04", 4);
        return 4;
    }
    if (index > 3)
        return -1;
    int n = (int)strlen(s[index]);
    p[0] = 2 + 2 * n, p[1] = 3;
    for (int i = 0; i < n; i++)
        p[2 + 2 * i] = s[index][i], p[3 + 2 * i] = 0;
    return p[0];
}

/* Fills p; gives the number of bytes, or -1 for a stall. */
static int control(struct vdev *d, const uint8_t *b, uint8_t *p, int len)
{
    unsigned key = b[0] << 8 | b[1], val = b[2] | b[3] << 8;
    uint8_t tmp[256];
    const uint8_t *src = tmp;
    int n = -1;
    switch (key) {
    case 0x8006: /* GET_DESCRIPTOR */
        if (val >> 8 == 1)
            src = d->desc, n = 18;
        else if (val >> 8 == 2)
            src = d->desc + 18, n = (int)d->ndesc - 18;
        else if (val >> 8 == 3)
            n = string_desc(d, val & 255, tmp);
        break;
    case 0x8106: /* GET_DESCRIPTOR of the interface */
        if (val >> 8 == 0x22 && d->report)
            src = d->report, n = (int)d->nreport;
        break;
    case 0x8000: /* GET_STATUS */
    case 0x8100:
    case 0x8200:
        tmp[0] = tmp[1] = 0;
        n = 2;
        break;
    case 0x8008: /* GET_CONFIGURATION */
        tmp[0] = 1;
        n = 1;
        break;
    case 0xA100: /* printer GET_DEVICE_ID */
        if (d->pid == LAB_PRINTER_PID) {
            n = (int)strlen(LAB_DEVICE_ID) + 2;
            int said = d->badid ? 4000 : n;
            tmp[0] = said >> 8, tmp[1] = said & 255;
            memcpy(tmp + 2, LAB_DEVICE_ID, n - 2);
        }
        break;
    case 0xA101: /* printer GET_PORT_STATUS, or HID GET_REPORT */
        if (d->pid == LAB_PRINTER_PID) {
            tmp[0] = 0x10 | (d->error ? 0 : 0x08) | (d->nopaper ? 0x20 : 0);
            n = 1;
        }
        break;
    case 0x0201: /* CLEAR_FEATURE(ENDPOINT_HALT) */
        d->halted = false;
        n = 0;
        break;
    default:
        if (!(b[0] & 0x80)) /* SET_CONFIGURATION, SET_INTERFACE, SET_IDLE, SOFT_RESET */
            return 0;
    }
    if (n < 0)
        return -1;
    n = least(n, len);
    memcpy(p, src, n);
    return n;
}

void vdev_submit(struct vdev *d, struct vurb *u)
{
    u->moved = 0;
    u->next = NULL;
    if (u->ep == 0 && !d->deaf) {
        int n = control(d, u->setup, u->buf, u->len);
        u->moved = n < 0 ? 0 : (u->setup[0] & 0x80) ? n : u->len;
        d->done(d, u, n < 0 ? -EPIPE : 0);
        return;
    }
    struct vurb **p = &d->pending;
    while (*p)
        p = &(*p)->next;
    *p = u;
    vdev_pump(d);
}

struct vurb *vdev_take(struct vdev *d, const void *token)
{
    for (struct vurb **p = &d->pending; *p; p = &(*p)->next)
        if ((*p)->token == token) {
            struct vurb *u = *p;
            *p = u->next;
            return u;
        }
    return NULL;
}

void vdev_pump(struct vdev *d)
{
    for (struct vurb **p = &d->pending, *u; (u = *p);) {
        bool over = false;
        int status = 0;
        if (!d->plugged)
            over = true, status = -ESHUTDOWN;
        else if (u->ep == 0)
            over = false; /* deaf */
        else if (u->ep & 0x80) {
            struct vreport **at = &d->reports, *r;
            while ((r = *at) != NULL && r->ep != u->ep)
                at = &r->next;
            if (r) {
                u->moved = least(r->len, u->len);
                memcpy(u->buf, r->data, u->moved);
                *at = r->next;
                free(r);
                over = true;
            }
        } else if (d->halted)
            over = true, status = -EPIPE;
        else if (!d->nopaper) {
            long n = u->len - u->moved;
            if (d->credit >= 0 && n > d->credit)
                n = d->credit;
            if (d->out) {
                fwrite(u->buf + u->moved, 1, n, d->out);
                fflush(d->out);
            }
            u->moved += n;
            d->taken += n;
            if (d->credit >= 0)
                d->credit -= n;
            over = u->moved == u->len;
        }
        if (!over) {
            p = &u->next;
            continue;
        }
        *p = u->next;
        d->done(d, u, status);
    }
}

static void say_report(struct vdev *d, uint8_t ep, const uint8_t *data, int len)
{
    struct vreport *r = calloc(1, sizeof *r), **p = &d->reports;
    r->ep = ep;
    r->len = len;
    memcpy(r->data, data, len);
    while (*p)
        p = &(*p)->next;
    *p = r;
}

static struct vdev *named(const char *name)
{
    for (int i = 0; i < VDEVS; i++)
        if (!strcmp(vdevs[i].name, name))
            return &vdevs[i];
    fprintf(stderr, "no device '%s'\n", name);
    exit(64);
}

static int from_hex(const char *hex, uint8_t *p, int max)
{
    int n = 0;
    for (unsigned v; n < max && sscanf(hex, "%2x", &v) == 1; hex += 2)
        p[n++] = (uint8_t)v;
    return n;
}

static void key_report(struct vdev *d, const uint8_t *data, int len)
{
    say_report(d, d == &vdevs[VDONGLE] ? 0x82 : 0x81, data, len);
}

/* A US keyboard as a person or a scanner has it: HID usage tables, page 7. */
static void type(struct vdev *d, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz1234567890\n\033\b\t -=[]\\#;'`,./";
    static const char shift[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\033\b\t _+{}|~:\"~<>?";
    static const uint8_t up[8] = { 0 };
    for (; *text; text++) {
        char c = *text;
        if (c == '\\' && text[1])
            c = *++text == 'n' ? '\n' : *text == 't' ? '\t' : *text == 's' ? ' ' : *text;
        const char *at = strchr(plain, c), *sh = strchr(shift, c);
        if (!at && !sh)
            continue;
        uint8_t r[8] = { at ? 0 : 0x02, 0, (uint8_t)(4 + (at ? at - plain : sh - shift)) };
        key_report(d, r, 8);
        key_report(d, up, 8);
    }
}

int vdev_command(const char *line)
{
    char cmd[64] = "", a[256] = "", b[256] = "";
    struct vdev *pr = &vdevs[VPRINTER];
    int rc = 0;
    if (sscanf(line, "%63s %255s %255s", cmd, a, b) < 1 || cmd[0] == '#')
        return 0;
    if (!strcmp(cmd, "plug") || !strcmp(cmd, "unplug")) {
        for (int i = 0; i < VDEVS; i++)
            if (!strcmp(vdevs[i].name, a) && vdevs[i].plugged != (cmd[0] == 'p')) {
                cmd[0] == 'p' ? vdevs[i].plug(&vdevs[i]) : vdevs[i].unplug(&vdevs[i]);
                return 0;
            }
        fprintf(stderr, "%s: not now\n", line);
        return 0;
    }
    if (!strcmp(cmd, "sleep")) {
        usleep(atoi(a) * 1000);
        return 0;
    }
    if (!strcmp(cmd, "wait-bytes")) {
        for (int i = 0; i < 1000; i++) {
            pthread_mutex_lock(&vlock);
            long n = pr->taken;
            pthread_mutex_unlock(&vlock);
            if (n >= atol(a))
                break;
            usleep(10000);
        }
        return 0;
    }
    pthread_mutex_lock(&vlock);
    if (!strcmp(cmd, "scan")) {
        uint8_t r[64] = { 2, (uint8_t)least((int)strlen(a), 56), ']', 'E', '0' };
        memcpy(r + 5, a, r[1]);
        r[61] = 0x0c;
        say_report(&vdevs[VSCANNER], 0x81, r, 63);
    } else if (!strcmp(cmd, "weigh")) {
        int g = atoi(b);
        uint8_t r[6] = { 3, (uint8_t)atoi(a), 2, 0, g & 255, g >> 8 & 255 };
        say_report(&vdevs[VSCALE], 0x81, r, 6);
    } else if (!strcmp(cmd, "type"))
        type(named(a), b);
    else if (!strcmp(cmd, "key")) {
        uint8_t r[64];
        key_report(named(a), r, from_hex(b, r, sizeof r));
    } else if (!strcmp(cmd, "reply")) {
        uint8_t r[64];
        say_report(pr, 0x82, r, from_hex(a, r, sizeof r));
    } else if (!strcmp(cmd, "hold"))
        named(a)->held = atoi(b);
    else if (!strcmp(cmd, "driver")) {
        struct vdev *d = named(a);
        printf("driver %s %s %s\n", a, d->drv[0][0] ? d->drv[0] : "none", d->drv[1][0] ? d->drv[1] : "none");
        fflush(stdout);
    } else if (!strcmp(cmd, "paper"))
        pr->nopaper = !atoi(a);
    else if (!strcmp(cmd, "error"))
        pr->error = atoi(a);
    else if (!strcmp(cmd, "credit"))
        pr->credit = atol(a);
    else if (!strcmp(cmd, "stall"))
        pr->halted = true;
    else if (!strcmp(cmd, "deaf"))
        pr->deaf = atoi(a);
    else if (!strcmp(cmd, "badid"))
        pr->badid = atoi(a);
    else if (!strcmp(cmd, "taken"))
        printf("taken %ld\n", pr->taken), fflush(stdout);
    else
        rc = -1;
    for (int i = 0; i < VDEVS; i++)
        vdev_pump(&vdevs[i]);
    pthread_mutex_unlock(&vlock);
    return rc;
}
