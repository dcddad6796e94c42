/* AIM identifiers (ISO/IEC 15424): "]C1" in front of a scan says which symbology carried it. No I/O, no allocation. */
#ifndef PACKWRIGHT_BARCODE_AIM_H
#define PACKWRIGHT_BARCODE_AIM_H

#include "packwright/bytes.h"

enum pw_aim_family {
    PW_AIM_UNKNOWN, /* the scanner didn't say */
    PW_AIM_CODE_39,
    PW_AIM_TELEPEN,
    PW_AIM_CODE_128,
    PW_AIM_EAN_UPC, /* EAN-13, UPC-A, UPC-E */
    PW_AIM_EAN_8,
    PW_AIM_CODABAR,
    PW_AIM_CODE_93,
    PW_AIM_CODE_11,
    PW_AIM_ITF,
    PW_AIM_PDF417,
    PW_AIM_MSI,
    PW_AIM_CODABLOCK,
    PW_AIM_QR,
    PW_AIM_2_OF_5,
    PW_AIM_MAXICODE,
    PW_AIM_DATA_MATRIX,
    PW_AIM_DATABAR, /* and composite data */
    PW_AIM_HAN_XIN,
    PW_AIM_DOTCODE,
    PW_AIM_AZTEC,
    PW_AIM_OTHER,
    PW_AIM_NOT_A_BARCODE, /* a keyboard, a command: "]Z" */
};

struct pw_aim {
    char id[4]; /* "]C1", or "" */
    enum pw_aim_family family;
    bool gs1;    /* FNC1 in first position: GS1 element strings */
    bool eci;    /* data holds \nnnnnn escapes and doubled backslashes */
    bool add_on; /* EAN with its 2 or 5 digit add-on in one message */
};

/**
 * What the data is without its AIM identifier, which may stand in front of it or come apart from it.
 *
 * separate:  "]C1" when the scanner said it apart from the data, else "" or NULL. An identifier at the front of the data too is
 *            dropped only if it is the same.
 * Ownership: the view returned is into data.
 * Thread:    any.
 * Source:    reference hardware D1.
 */
struct pw_bytes pw_aim_split(struct pw_bytes data, const char *separate, struct pw_aim *ret_aim);

/** "Code 128", "GS1 DataBar", "" when unknown. */
const char *pw_aim_family_name(enum pw_aim_family family);

#endif
