/*
 * Which USB device is meant: by ids, serial number, port and interface class.
 *
 * Serial numbers come from the kernel's sysfs, which has read them already: asking the device would be a transfer to wait for,
 * and would need permission on every device of the machine.
 */
#include "usb.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void pw_usb_match_read(const struct pw_section *section, struct pw_usb_match *ret_match)
{
    ret_match->vendor = (int32_t)pw_section_int(section, "vendor", -1);
    ret_match->product = (int32_t)pw_section_int(section, "product", -1);
    ret_match->serial = pw_section_get(section, "serial");
    ret_match->port = pw_section_get(section, "port");
}

bool pw_usb_match_empty(const struct pw_usb_match *match)
{
    return match->vendor < 0 && match->product < 0 && match->serial == NULL && match->port == NULL;
}

bool pw_usb_matches(const struct pw_usb_match *match, libusb_device *device)
{
    struct libusb_device_descriptor d;
    char text[PW_USB_TEXT_SIZE];
    if (libusb_get_device_descriptor(device, &d) != 0)
        return false;
    if ((match->vendor >= 0 && d.idVendor != match->vendor) || (match->product >= 0 && d.idProduct != match->product))
        return false;
    if (match->port != NULL) {
        char port[PW_USB_PORT_SIZE];
        pw_usb_port(device, port);
        if (strcmp(port, match->port) != 0)
            return false;
    }
    return match->serial == NULL || (pw_usb_attribute(device, "serial", text, sizeof text) && strcmp(text, match->serial) == 0);
}

void pw_usb_match_text(const struct pw_usb_match *match, char *out, size_t size)
{
    char vendor[8] = "any", product[8] = "any";
    if (match->vendor >= 0)
        snprintf(vendor, sizeof vendor, "%04x", (unsigned)match->vendor & 0xffff);
    if (match->product >= 0)
        snprintf(product, sizeof product, "%04x", (unsigned)match->product & 0xffff);
    snprintf(out, size, "%s:%s%s%s%s%s", vendor, product, match->serial != NULL ? " with serial number " : "",
             match->serial != NULL ? match->serial : "", match->port != NULL ? " on port " : "",
             match->port != NULL ? match->port : "");
}

void pw_usb_port(libusb_device *device, char out[PW_USB_PORT_SIZE])
{
    uint8_t ports[7];
    int n = libusb_get_port_numbers(device, ports, sizeof ports);
    size_t len = (size_t)snprintf(out, PW_USB_PORT_SIZE, "%u", libusb_get_bus_number(device));
    for (int i = 0; i < n && len < PW_USB_PORT_SIZE; i++)
        len += (size_t)snprintf(out + len, PW_USB_PORT_SIZE - len, "%c%u", i == 0 ? '-' : '.', ports[i]);
}

bool pw_usb_attribute(libusb_device *device, const char *name, char *out, size_t size)
{
    char port[PW_USB_PORT_SIZE], path[128];
    pw_usb_port(device, port);
    snprintf(path, sizeof path, "/sys/bus/usb/devices/%s/%s", port, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, out, size - 1);
    close(fd);
    while (n > 0 && (out[n - 1] == '\n' || out[n - 1] == '\0'))
        n--;
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

void pw_usb_describe(libusb_device *device, char out[PW_USB_TEXT_SIZE])
{
    struct libusb_device_descriptor d = { 0 };
    char port[PW_USB_PORT_SIZE], product[40] = "", serial[32] = "";
    libusb_get_device_descriptor(device, &d);
    pw_usb_port(device, port);
    bool has_product = pw_usb_attribute(device, "product", product, sizeof product);
    bool has_serial = pw_usb_attribute(device, "serial", serial, sizeof serial);
    snprintf(out, PW_USB_TEXT_SIZE, "%04x:%04x%s%s%s%s on port %s", d.idVendor, d.idProduct, has_product ? " " : "",
             has_product ? product : "", has_serial ? " " : "", has_serial ? serial : "", port);
}

static void take_endpoints(const struct libusb_interface_descriptor *i, uint8_t type, struct pw_usb_interface *ret)
{
    for (int e = 0; e < i->bNumEndpoints; e++) {
        const struct libusb_endpoint_descriptor *ep = &i->endpoint[e];
        if ((ep->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != type)
            continue;
        if ((ep->bEndpointAddress & LIBUSB_ENDPOINT_IN) && ret->in == 0) {
            ret->in = ep->bEndpointAddress;
            ret->in_size = ep->wMaxPacketSize & 0x7ff;
        } else if (!(ep->bEndpointAddress & LIBUSB_ENDPOINT_IN) && ret->out == 0) {
            ret->out = ep->bEndpointAddress;
        }
    }
}

bool pw_usb_find_interface(libusb_device *device, int class_code, int subclass, int protocol, uint8_t type,
                           struct pw_usb_interface *ret_interface)
{
    struct libusb_config_descriptor *config;
    if (libusb_get_active_config_descriptor(device, &config) != 0)
        return false;
    for (int n = 0; n < config->bNumInterfaces; n++) {
        for (int a = 0; a < config->interface[n].num_altsetting; a++) {
            const struct libusb_interface_descriptor *i = &config->interface[n].altsetting[a];
            if ((class_code >= 0 && i->bInterfaceClass != class_code) || (subclass >= 0 && i->bInterfaceSubClass != subclass) ||
                (protocol >= 0 && i->bInterfaceProtocol != protocol))
                continue;
            *ret_interface = (struct pw_usb_interface){
                .number = i->bInterfaceNumber,
                .alternate = i->bAlternateSetting,
                .class_code = i->bInterfaceClass,
                .subclass = i->bInterfaceSubClass,
                .protocol = i->bInterfaceProtocol,
            };
            take_endpoints(i, type, ret_interface);
            libusb_free_config_descriptor(config);
            return true;
        }
    }
    libusb_free_config_descriptor(config);
    return false;
}
