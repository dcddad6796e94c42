/* AIM identifiers (ISO/IEC 15424): "]C1" in front of a scan says which symbology carried it. No I/O, no allocation. */
#ifndef PACKWRIGHT_BARCODE_AIM_H
#define PACKWRIGHT_BARCODE_AIM_H

#include "packwright/bytes.h"

enum pw_symbology {
    PW_SYMBOLOGY_UNKNOWN, /* the scanner didn't say */
    PW_SYMBOLOGY_CODE_39,
    PW_SYMBOLOGY_TELEPEN,
    PW_SYMBOLOGY_CODE_128,
    PW_SYMBOLOGY_EAN_UPC, /* EAN-13, UPC-A, UPC-E */
    PW_SYMBOLOGY_EAN_8,
    PW_SYMBOLOGY_CODABAR,
    PW_SYMBOLOGY_CODE_93,
    PW_SYMBOLOGY_CODE_11,
    PW_SYMBOLOGY_ITF,
    PW_SYMBOLOGY_PDF417,
    PW_SYMBOLOGY_MSI,
    PW_SYMBOLOGY_CODABLOCK,
    PW_SYMBOLOGY_QR,
    PW_SYMBOLOGY_2_OF_5,
    PW_SYMBOLOGY_MAXICODE,
    PW_SYMBOLOGY_DATA_MATRIX,
    PW_SYMBOLOGY_DATABAR, /* and composite data */
    PW_SYMBOLOGY_HAN_XIN,
    PW_SYMBOLOGY_DOTCODE,
    PW_SYMBOLOGY_AZTEC,
    PW_SYMBOLOGY_OTHER,
    PW_SYMBOLOGY_NOT_A_BARCODE, /* a keyboard, a command: "]Z" */
};

struct pw_aim {
    char id[4]; /* "]C1", or "" */
    enum pw_symbology symbology;
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
const char *pw_symbology_name(enum pw_symbology symbology);

#endif
