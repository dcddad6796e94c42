/* What a printer model can do, as data. The table is made from the capability profiles (CC BY 4.0, see drivers/language). */
#ifndef PACKWRIGHT_PROFILE_H
#define PACKWRIGHT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pw_feature {
    PW_FEATURE_BARCODE_A = 1 << 0,
    PW_FEATURE_BARCODE_B = 1 << 1,
    PW_FEATURE_RASTER = 1 << 2,   /* GS v 0 */
    PW_FEATURE_COLUMN = 1 << 3,   /* ESC * */
    PW_FEATURE_GRAPHICS = 1 << 4, /* GS ( L */
    PW_FEATURE_FULL_CUT = 1 << 5,
    PW_FEATURE_PART_CUT = 1 << 6,
    PW_FEATURE_QR = 1 << 7,
    PW_FEATURE_PDF417 = 1 << 8,
    PW_FEATURE_STAR = 1 << 9,        /* Star's printers, set to ESC/POS: code page by ESC GS t */
    PW_FEATURE_PROCESS_ID = 1 << 10, /* GS ( H fn 48: says when everything before it is on paper */
    PW_FEATURE_NV_LOGO = 1 << 11,    /* keeps a logo in its own memory (GS ( L fn 67/69) */
    PW_FEATURE_DATAMATRIX = 1 << 13, /* GS ( k cn 54 */
    PW_FEATURE_SIZES = 1 << 14,      /* GS !: up to 8 times as large; without: ESC !, twice */
    PW_FEATURE_INVERT = 1 << 15,     /* GS B: white on black */
    PW_FEATURE_DRAWER = 1 << 16,     /* ESC p opens a cash drawer */
    PW_FEATURE_BEEPER = 1 << 17,     /* ESC B n t */
};

struct pw_profile_page {
    uint8_t number;   /* n of ESC t n */
    uint8_t encoding; /* index into pw_codepages of drivers/language */
};

struct pw_profile {
    const char *name; /* "TM-T88V" */
    const char *vendor;
    const char *title;
    uint16_t dots; /* print width */
    uint16_t dpi;
    uint8_t columns;   /* font A */
    uint8_t cell;      /* dots from one character of font A to the next; columns * cell <= dots */
    uint8_t columns_b; /* font B; 0: there is none, or nothing is known of it */
    uint8_t cell_b;
    uint16_t strip;    /* bytes of dots that one command may carry */
    unsigned features; /* enum pw_feature */
    const struct pw_profile_page *pages;
    size_t page_count;
};

/** NULL when unknown. Case-insensitive. Thread: any. */
const struct pw_profile *pw_profile_find(const char *name);
/** The n-th profile, NULL after the last: for error messages and lists. */
const struct pw_profile *pw_profile_nth(size_t n);

#endif
