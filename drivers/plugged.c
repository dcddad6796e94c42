#include "plugged.h"

#include "packwright/bytes.h"
#include "printer/ieee1284.h"
#include "printer/usb_quirks.h"
#include "usb.h"

#include <dirent.h>
#include <libserialport.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PRINTER_CLASS = 7, HID_CLASS = 3, BOOT = 1, KEYBOARD = 1, GET_DEVICE_ID = 0, ID_SIZE = 1024, ASK_MS = 1000 };

/* Who make scanners and, under these ids, no keyboards. */
static bool scanner_maker(unsigned vendor)
{
    static const uint16_t makers[] = {
        0x05e0, /* Symbol, Zebra */
        0x0c2e, /* Metrologic, Honeywell */
        0x0536, /* Hand Held Products */
        0x05f9, /* PSC, Datalogic */
        0x080c, /* Datalogic */
        0x1eab, /* Newland */
        0x067e, /* Intermec */
        0x065a, /* Opticon */
        0x27dd, /* Mindeo */
    };
    for (size_t i = 0; i < PW_COUNT(makers); i++)
        if (vendor == makers[i])
            return true;
    return false;
}

struct finding {
    struct pw_plugged *found;
    size_t count, max;
};

static struct pw_plugged *add(struct finding *f, enum pw_plugged_kind kind)
{
    if (f->count == f->max)
        return NULL;
    struct pw_plugged *p = &f->found[f->count++];
    *p = (struct pw_plugged){ .kind = kind };
    return p;
}

static void describe(struct pw_plugged *p, libusb_device *device, const struct libusb_device_descriptor *d)
{
    p->vendor = d->idVendor;
    p->product = d->idProduct;
    if (!pw_usb_attribute(device, "serial", p->serial, sizeof p->serial))
        p->serial[0] = '\0';
    pw_usb_describe(device, p->name);
}

static void ask_printer(struct pw_plugged *p, libusb_device *device, const struct pw_usb_interface *face)
{
    libusb_device_handle *handle = NULL;
    uint8_t reply[ID_SIZE];
    struct pw_device_id id;
    struct pw_error err;
    p->open = libusb_open(device, &handle) == 0;
    if (!p->open)
        return;
    int n =
        libusb_control_transfer(handle, LIBUSB_ENDPOINT_IN | LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE,
                                GET_DEVICE_ID, 0, (uint16_t)(face->number << 8 | face->alternate), reply, sizeof reply, ASK_MS);
    unsigned quirks = (pw_usb_quirks(p->vendor, p->product) & PW_USB_QUIRK_ID_LE) != 0 ? PW_1284_LITTLE_ENDIAN : 0;
    if (n > 0 && pw_1284_parse(pw_bytes_of(reply, (size_t)n), quirks, &id, &err))
        p->language = pw_1284_language(&id);
    libusb_close(handle);
}

static void look_at(struct finding *f, libusb_device *device, enum pw_plugged_kind kind)
{
    struct libusb_device_descriptor d;
    struct pw_usb_interface face;
    if (libusb_get_device_descriptor(device, &d) != 0)
        return;
    struct pw_plugged *p = NULL;
    if (kind == PW_PLUGGED_PRINTER && pw_usb_find_interface(device, PRINTER_CLASS, -1, -1, LIBUSB_TRANSFER_TYPE_BULK, &face) &&
        (p = add(f, kind)) != NULL) {
        describe(p, device, &d);
        ask_printer(p, device, &face);
    } else if (kind == PW_PLUGGED_KEYBOARD_SCANNER && scanner_maker(d.idVendor) &&
               pw_usb_find_interface(device, HID_CLASS, BOOT, KEYBOARD, LIBUSB_TRANSFER_TYPE_INTERRUPT, &face) &&
               (p = add(f, kind)) != NULL) {
        describe(p, device, &d);
        libusb_device_handle *handle = NULL;
        p->open = libusb_open(device, &handle) == 0;
        if (p->open)
            libusb_close(handle);
    }
}

static void find_usb(struct finding *f)
{
    libusb_context *context = NULL;
    libusb_device **list = NULL;
    if (libusb_init(&context) != 0)
        return;
    ssize_t n = libusb_get_device_list(context, &list);
    for (ssize_t i = 0; i < n; i++)
        look_at(f, list[i], PW_PLUGGED_PRINTER);
    for (ssize_t i = 0; i < n; i++)
        look_at(f, list[i], PW_PLUGGED_KEYBOARD_SCANNER);
    if (n >= 0)
        libusb_free_device_list(list, 1);
    libusb_exit(context);
}

/* A name that stays the same in another port and after a restart. */
static void name_by_id(const char *port, char *out, size_t size)
{
    static const char folder[] = "/dev/serial/by-id";
    char real[PATH_MAX], path[PATH_MAX], other[PATH_MAX];
    snprintf(out, size, "%s", port);
    DIR *d = opendir(folder);
    if (d == NULL || realpath(port, real) == NULL) {
        if (d != NULL)
            closedir(d);
        return;
    }
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        int n = snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (n > 0 && (size_t)n < size && realpath(path, other) != NULL && strcmp(real, other) == 0)
            snprintf(out, size, "%s", path);
    }
    closedir(d);
}

static void find_serial(struct finding *f)
{
    struct sp_port **ports = NULL;
    if (sp_list_ports(&ports) != SP_OK)
        return;
    for (size_t i = 0; ports[i] != NULL; i++) {
        int vendor = 0, product = 0;
        struct pw_plugged *p;
        if (sp_get_port_transport(ports[i]) != SP_TRANSPORT_USB ||
            sp_get_port_usb_vid_pid(ports[i], &vendor, &product) != SP_OK || !scanner_maker((unsigned)vendor) ||
            (p = add(f, PW_PLUGGED_SERIAL_SCANNER)) == NULL)
            continue;
        const char *description = sp_get_port_description(ports[i]), *serial = sp_get_port_usb_serial(ports[i]);
        p->vendor = (uint16_t)vendor;
        p->product = (uint16_t)product;
        snprintf(p->serial, sizeof p->serial, "%s", serial != NULL ? serial : "");
        name_by_id(sp_get_port_name(ports[i]), p->port, sizeof p->port);
        snprintf(p->name, sizeof p->name, "%04x:%04x %.60s on %.40s", (unsigned)vendor, (unsigned)product,
                 description != NULL ? description : "", sp_get_port_name(ports[i]));
        p->open = access(sp_get_port_name(ports[i]), R_OK | W_OK) == 0;
    }
    sp_free_port_list(ports);
}

size_t pw_plugged_find(struct pw_plugged *found, size_t max)
{
    struct finding f = { found, 0, max };
    find_usb(&f);
    find_serial(&f);
    return f.count;
}
