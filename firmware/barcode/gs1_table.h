/* The table of application identifiers and the code lists, made by tables.py; see PROVENANCE. Inside firmware/barcode only. */
#ifndef PACKWRIGHT_BARCODE_GS1_TABLE_H
#define PACKWRIGHT_BARCODE_GS1_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The named checks of the GS1 Barcode Syntax Dictionary. */
enum pw_gs1_check {
    PW_GS1_NONE,
    PW_GS1_CSUM,
    PW_GS1_CSUMALPHA,
    PW_GS1_GCPPOS1,
    PW_GS1_GCPPOS2,
    PW_GS1_YYMMDD,
    PW_GS1_YYYYMMDD,
    PW_GS1_YYMMD0,
    PW_GS1_HH,
    PW_GS1_MI,
    PW_GS1_SS,
    PW_GS1_HHMI,
    PW_GS1_ISO3166,
    PW_GS1_ISO3166999,
    PW_GS1_ISO3166ALPHA2,
    PW_GS1_ISO4217,
    PW_GS1_ISO5218,
    PW_GS1_PACKAGETYPE,
    PW_GS1_MEDIATYPE,
    PW_GS1_IMPORTERIDX,
    PW_GS1_IBAN,
    PW_GS1_LATITUDE,
    PW_GS1_LONGITUDE,
    PW_GS1_PIECEOFTOTAL,
    PW_GS1_POSINSEQSLASH,
    PW_GS1_YESNO,
    PW_GS1_WINDING,
    PW_GS1_NONZERO,
    PW_GS1_ZERO,
    PW_GS1_NOZEROPREFIX,
    PW_GS1_HASNONDIGIT,
    PW_GS1_HYPHEN,
    PW_GS1_PCENC,
    PW_GS1_COUPONCODE,
    PW_GS1_COUPONPOSOFFER,
};

/* One component of a value. */
struct pw_gs1_part {
    char type; /* N digits, X CSET 82, Y CSET 39, Z base64url */
    uint8_t min, max;
    bool optional;
    uint8_t checks[3];
};

/* One AI, or a range of them that differ in the last digit. */
struct pw_gs1_ai {
    char first[5], last[5];
    uint8_t digits;
    bool predefined; /* no FNC1 needed after it */
    bool attribute;  /* may stand in a Digital Link's query */
    uint16_t part;   /* its components: parts of them, from this one */
    uint8_t parts;
    const char *req;  /* ";" between rules, "," between alternatives, "+" within one */
    const char *ex;   /* "," between those that may not be there */
    const char *link; /* NULL: no key of a Digital Link; else its qualifiers, "," in order, "|" between lists */
    const char *title;
};

extern const struct pw_gs1_part pw_gs1_parts[];
extern const struct pw_gs1_ai pw_gs1_ais[];
extern const size_t pw_gs1_ai_count;
extern const uint8_t pw_gs1_ai_first[100];  /* by the first two digits: the first entry; pw_gs1_ai_count: none */
extern const uint8_t pw_gs1_ai_length[100]; /* by the first two digits: digits of the AI; 0: none */

extern const char pw_gs1_iso3166_numeric[][4];
extern const size_t pw_gs1_iso3166_numeric_count;
extern const char pw_gs1_iso3166_alpha2[][3];
extern const size_t pw_gs1_iso3166_alpha2_count;
extern const char pw_gs1_iso4217_numeric[][4];
extern const size_t pw_gs1_iso4217_numeric_count;
extern const char pw_gs1_package_type[][4];
extern const size_t pw_gs1_package_type_count;
extern const char pw_gs1_media_type[][3];
extern const size_t pw_gs1_media_type_count;

#endif
