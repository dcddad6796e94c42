/* What is known of single USB printers: data, with the reason beside it. */
#ifndef PACKWRIGHT_PRINTER_USB_QUIRKS_H
#define PACKWRIGHT_PRINTER_USB_QUIRKS_H

#include <stdint.h>

enum pw_usb_quirk {
    PW_USB_QUIRK_UNIDIR = 1,       /* says that it answers, and must not be read from */
    PW_USB_QUIRK_NO_REATTACH = 2,  /* goes wrong when the kernel's driver comes back */
    PW_USB_QUIRK_VENDOR_CLASS = 4, /* a printer, though its interface says vendor-specific */
    PW_USB_QUIRK_ID_LE = 8,        /* counts its device id little-endian */
    PW_USB_QUIRK_QUIET = 16,       /* ask it nothing while a document is on its way */
};

/** All quirks of a device, or'ed. Thread: any. */
unsigned pw_usb_quirks(uint16_t vendor, uint16_t product);

#endif
