#include "printer/usb_quirks.h"

#include "packwright/attr.h"

#include <stddef.h>

enum { ANY = -1 };

/*
 * Most rows follow OpenPrinting CUPS's org.cups.usb-quirks (2026-08). Not taken over: "unidir" for Zebra (0a5f), whose printers
 * answer; CUPS avoids reading them because its reader keeps a finished job waiting, which a read in the background doesn't.
 */
static const struct {
    int vendor, product;
    unsigned quirks;
    const char *why;
} table[] = {
    { 0x03f0, ANY, PW_USB_QUIRK_QUIET, "Hewlett-Packard: with full buffers a reply can end up in the print data (Linux usblp)" },
    { 0x04b8, 0x0202, PW_USB_QUIRK_VENDOR_CLASS, "Epson UB-U interfaces: class 255" },
    { 0x0519, ANY, PW_USB_QUIRK_UNIDIR, "Star" },
    { 0x067b, 0x2305, PW_USB_QUIRK_NO_REATTACH, "Prolific parallel adapter" },
    { 0x067e, ANY, PW_USB_QUIRK_NO_REATTACH, "Intermec" },
    { 0x06bc, 0x0183, PW_USB_QUIRK_UNIDIR, "Oki" },
    { 0x0a5f, ANY, PW_USB_QUIRK_NO_REATTACH, "Zebra" },
    { 0x195f, 0x0001, PW_USB_QUIRK_UNIDIR | PW_USB_QUIRK_NO_REATTACH, "Godex" },
    { 0x1a86, 0x7584, PW_USB_QUIRK_NO_REATTACH, "QinHeng parallel adapter" },
    { 0x2730, 0x2008, PW_USB_QUIRK_UNIDIR, "Citizen" },
    { 0x2d84, ANY, PW_USB_QUIRK_UNIDIR | PW_USB_QUIRK_NO_REATTACH, "Arkscan" },
};

unsigned pw_usb_quirks(uint16_t vendor, uint16_t product)
{
    unsigned quirks = 0;
    for (size_t i = 0; i < PW_COUNT(table); i++)
        if (table[i].vendor == vendor && (table[i].product == ANY || table[i].product == product))
            quirks |= table[i].quirks;
    return quirks;
}
