/* Made by make_profiles.py: do not edit. Source and licence: NOTICE in this folder. */
#include "profiles.h"

static const struct pw_profile_page pages_0[] = {
    { 0, 0 },   { 19, 18 }, { 2, 14 },  { 16, 4 },  { 40, 26 }, { 18, 15 }, { 45, 2 },  { 17, 23 }, { 46, 3 },
    { 3, 19 },  { 4, 21 },  { 5, 22 },  { 13, 17 }, { 14, 10 }, { 15, 31 }, { 33, 13 }, { 34, 16 }, { 35, 20 },
    { 38, 24 }, { 39, 27 }, { 42, 12 }, { 43, 11 }, { 44, 1 },  { 47, 5 },  { 48, 6 },  { 51, 7 },  { 53, 34 },
};
static const struct pw_profile_page pages_1[] = {
    { 0, 0 }, { 19, 18 }, { 2, 14 }, { 9, 4 }, { 6, 15 }, { 7, 23 }, { 3, 19 }, { 4, 21 }, { 5, 22 }, { 8, 17 },
};
static const struct pw_profile_page pages_2[] = {
    { 0, 0 }, { 19, 18 }, { 2, 14 }, { 6, 4 }, { 18, 15 }, { 17, 23 }, { 3, 19 }, { 4, 21 }, { 5, 22 },
};
static const struct pw_profile_page pages_3[] = {
    { 0, 0 },   { 14, 18 }, { 2, 14 },  { 11, 4 },  { 13, 15 }, { 50, 2 },  { 12, 23 },
    { 51, 3 },  { 1, 33 },  { 3, 19 },  { 4, 21 },  { 5, 22 },  { 34, 20 }, { 38, 16 },
    { 39, 17 }, { 42, 10 }, { 44, 24 }, { 46, 11 }, { 47, 12 }, { 64, 8 },  { 65, 9 },
};
static const struct pw_profile_page pages_4[] = {
    { 1, 0 },  { 4, 18 },  { 32, 4 },  { 5, 15 },  { 33, 2 },  { 10, 23 }, { 34, 3 },  { 6, 19 }, { 7, 20 }, { 8, 21 },
    { 9, 22 }, { 11, 16 }, { 12, 17 }, { 15, 10 }, { 17, 24 }, { 19, 11 }, { 20, 12 }, { 76, 8 }, { 77, 9 },
};
static const struct pw_profile_page pages_5[] = {
    { 0, 0 },   { 19, 18 }, { 2, 14 },  { 16, 4 }, { 18, 15 }, { 72, 2 },  { 17, 23 }, { 73, 3 },
    { 3, 19 },  { 4, 21 },  { 5, 22 },  { 25, 7 }, { 56, 20 }, { 60, 16 }, { 61, 17 }, { 64, 10 },
    { 66, 24 }, { 68, 11 }, { 69, 12 }, { 86, 8 }, { 87, 9 },  { 90, 5 },  { 91, 6 },  { 95, 13 },
};
static const struct pw_profile_page pages_6[] = {
    { 0, 0 },   { 19, 18 }, { 2, 14 },  { 16, 4 },  { 18, 15 }, { 72, 2 },  { 17, 23 }, { 73, 3 },
    { 1, 33 },  { 3, 19 },  { 4, 21 },  { 5, 22 },  { 25, 7 },  { 56, 20 }, { 60, 16 }, { 61, 17 },
    { 64, 10 }, { 66, 24 }, { 68, 11 }, { 69, 12 }, { 86, 8 },  { 87, 9 },
};
static const struct pw_profile_page pages_7[] = {
    { 0, 0 },  { 19, 18 }, { 2, 14 }, { 16, 4 },  { 18, 15 }, { 45, 2 },  { 17, 23 }, { 46, 3 }, { 1, 33 },
    { 3, 19 }, { 4, 21 },  { 5, 22 }, { 13, 17 }, { 14, 10 }, { 34, 16 }, { 47, 5 },  { 48, 6 },
};
static const struct pw_profile_page pages_8[] = {
    { 0, 0 },   { 19, 18 }, { 2, 14 }, { 16, 4 },  { 44, 26 }, { 18, 15 }, { 30, 2 },  { 7, 23 },  { 6, 3 },
    { 1, 33 },  { 3, 19 },  { 4, 21 }, { 5, 22 },  { 17, 5 },  { 23, 25 }, { 24, 10 }, { 25, 7 },  { 28, 16 },
    { 29, 17 }, { 31, 13 }, { 32, 6 }, { 36, 27 }, { 37, 28 }, { 38, 29 }, { 39, 30 }, { 41, 31 }, { 43, 32 },
};
static const struct pw_profile_page pages_9[] = {
    { 0, 0 }, { 19, 18 }, { 2, 14 }, { 16, 4 }, { 18, 15 }, { 17, 23 }, { 3, 19 }, { 4, 21 }, { 5, 22 },
};
static const struct pw_profile_page pages_10[] = {
    { 0, 0 },
};
static const struct pw_profile_page pages_11[] = {
    { 0, 0 },  { 19, 18 }, { 2, 14 },  { 16, 4 },  { 40, 26 }, { 18, 15 }, { 17, 23 }, { 3, 19 }, { 4, 21 },
    { 5, 22 }, { 33, 13 }, { 34, 16 }, { 35, 20 }, { 38, 24 }, { 39, 27 }, { 42, 12 }, { 47, 5 },
};
static const struct pw_profile_page pages_12[] = {
    { 0, 0 },  { 19, 18 }, { 2, 14 },  { 16, 4 },  { 18, 15 }, { 17, 23 }, { 3, 19 },
    { 4, 21 }, { 5, 22 },  { 13, 17 }, { 14, 10 }, { 15, 31 }, { 33, 13 }, { 34, 16 },
};
static const struct pw_profile_page pages_13[] = {
    { 0, 0 }, { 19, 18 }, { 2, 14 }, { 1, 33 }, { 3, 19 }, { 4, 21 }, { 5, 22 },
};
static const struct pw_profile_page pages_14[] = {
    { 0, 0 },  { 6, 18 }, { 1, 14 },  { 8, 4 },   { 2, 15 }, { 17, 2 },  { 7, 23 },  { 3, 19 },
    { 4, 21 }, { 5, 22 }, { 10, 10 }, { 12, 17 }, { 16, 6 }, { 26, 33 }, { 27, 13 }, { 28, 7 },
};
static const struct pw_profile_page pages_15[] = {
    { 0, 0 },   { 2, 14 },  { 16, 4 },  { 40, 26 }, { 18, 15 }, { 45, 2 },  { 17, 23 }, { 46, 3 },  { 3, 19 },
    { 4, 21 },  { 5, 22 },  { 13, 17 }, { 14, 10 }, { 15, 31 }, { 33, 13 }, { 34, 16 }, { 35, 20 }, { 38, 24 },
    { 39, 27 }, { 42, 12 }, { 43, 11 }, { 44, 1 },  { 47, 5 },  { 48, 6 },  { 51, 7 },  { 53, 34 },
};
static const struct pw_profile_page pages_16[] = {
    { 0, 0 },   { 19, 18 }, { 2, 14 }, { 16, 4 },  { 40, 26 }, { 18, 15 }, { 45, 2 },  { 17, 23 }, { 46, 3 },
    { 3, 19 },  { 4, 21 },  { 5, 22 }, { 13, 17 }, { 14, 10 }, { 15, 31 }, { 33, 13 }, { 34, 16 }, { 35, 20 },
    { 38, 24 }, { 39, 27 }, { 44, 1 }, { 47, 5 },  { 48, 6 },  { 51, 7 },  { 53, 34 },
};
static const struct pw_profile_page pages_17[] = {
    { 0, 0 }, { 19, 18 }, { 2, 14 }, { 16, 4 }, { 17, 23 }, { 6, 3 }, { 3, 19 }, { 4, 21 }, { 5, 22 },
};
static const struct pw_profile_page pages_18[] = {
    { 0, 0 },   { 19, 18 }, { 2, 14 },  { 16, 4 },  { 40, 26 }, { 18, 15 }, { 45, 2 },  { 17, 23 },
    { 46, 3 },  { 3, 19 },  { 4, 21 },  { 5, 22 },  { 13, 17 }, { 14, 10 }, { 15, 31 }, { 33, 13 },
    { 34, 16 }, { 35, 20 }, { 38, 24 }, { 39, 27 }, { 47, 5 },  { 48, 6 },  { 51, 7 },  { 53, 34 },
};
static const struct pw_profile_page pages_19[] = {
    { 0, 0 },  { 14, 18 }, { 2, 14 }, { 11, 4 }, { 13, 15 }, { 12, 23 }, { 18, 3 },  { 1, 33 },
    { 3, 19 }, { 4, 21 },  { 5, 22 }, { 20, 7 }, { 24, 17 }, { 27, 24 }, { 29, 10 },
};
static const struct pw_profile_page pages_20[] = {
    { 0, 0 }, { 2, 14 }, { 16, 4 }, { 18, 15 }, { 17, 23 }, { 3, 19 }, { 4, 21 }, { 5, 22 },
};

const struct pw_profile pw_profiles[] = {
    { "default", "Generic", "Default", 512, 203, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_0, 27 },
    { "CT-S651", "Citizen", "CT-S651", 640, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_1, 10 },
    { "ITPP047", "Munbyn", "ITPP047", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_2, 9 },
    { "KR-306", "Kefar", "KR-306", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_FULL_CUT |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_3, 21 },
    { "mcPrint", "Star Micronics", "Star mcPrint2/mcPrint3", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_STAR |
          PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_4, 19 },
    { "NT-5890K", "Netum", "NT-5890K", 384, 203, 32, 12, 42, 9, 1024,
      PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_DRAWER | PW_FEATURE_SIZES | PW_FEATURE_INVERT, pages_5, 24 },
    { "NT-80-V-UL", "Netum", "80-V-UL", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_5, 24 },
    { "P822D", "PBM", "P822D", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_FULL_CUT |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_6, 22 },
    { "POS-5890", "Zjiang", "POS5890 Series", 384, 203, 32, 12, 42, 9, 1024,
      PW_FEATURE_RASTER | PW_FEATURE_DRAWER | PW_FEATURE_SIZES | PW_FEATURE_INVERT, pages_5, 24 },
    { "RP-F10-58mm", "Seiko", "RP-F10", 432, 203, 36, 12, 48, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_7, 17 },
    { "RP-F10-80mm", "Seiko", "RP-F10", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_7, 17 },
    { "RP326", "Rongta", "RP326", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_FULL_CUT |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_8, 27 },
    { "RP332", "Rongta", "RP332", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_FULL_CUT |
          PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_8, 27 },
    { "safe", "Generic", "Safe", 512, 203, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_9, 9 },
    { "simple", "Generic", "Simple", 512, 203, 42, 12, 56, 9, 2048,
      PW_FEATURE_RASTER | PW_FEATURE_DRAWER | PW_FEATURE_SIZES | PW_FEATURE_INVERT, pages_10, 1 },
    { "SP2000", "Star Micronics", "SP2000 Series", 400, 85, 42, 9, 0, 0, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_STAR,
      pages_4, 19 },
    { "SRP-S300", "Bixolon", "SRP-S300", 640, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_11, 17 },
    { "Sunmi-V2", "Sunmi", "Sunmi V2", 384, 203, 32, 12, 42, 9, 1024,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_RASTER | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_12, 14 },
    { "T-1", "Metapace", "T-1", 504, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_13, 7 },
    { "TEP-200M", "EPOS", "TEP200M Series", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TH230", "Wincor Nixdorf", "TH230", 576, 203, 44, 13, 57, 10, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_GRAPHICS | PW_FEATURE_FULL_CUT |
          PW_FEATURE_PART_CUT | PW_FEATURE_DRAWER | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_14, 16 },
    { "TH230Plus", "Wincor Nixdorf", "TH230+", 576, 203, 44, 13, 57, 10, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_GRAPHICS | PW_FEATURE_FULL_CUT |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_14, 16 },
    { "TM-L90", "Epson", "TM-L90", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-m30III", "Epson", "TM-m30III", 576, 203, 48, 12, 57, 10, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_DATAMATRIX | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_15, 26 },
    { "TM-P80", "Epson", "TM-P80", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-P80-42col", "Epson", "TM-P80 (42 column mode)", 546, 203, 42, 13, 60, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-T20II", "Epson", "TM-T20II", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_16, 25 },
    { "TM-T20II-42col", "Epson", "TM-T20II (42 column mode)", 546, 203, 42, 13, 60, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_16, 25 },
    { "TM-T20III", "Epson", "TM-T20III", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_16, 25 },
    { "TM-T70", "Epson", "TM-T70", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_PROCESS_ID |
          PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_9, 9 },
    { "TM-T70-SA", "Epson", "TM-T70 South Asia", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_PROCESS_ID |
          PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_10, 1 },
    { "TM-T70II", "Epson", "TM-T70II", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_PROCESS_ID |
          PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-T70II-CH", "Epson", "TM-T70II Chinese", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_PROCESS_ID |
          PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-T70II-CH-58mm", "Epson", "TM-T70II Traditional Chinese", 416, 203, 34, 12, 46, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_PROCESS_ID |
          PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-T70II-SA", "Epson", "TM-T70II South Asia", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_PROCESS_ID |
          PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_0, 27 },
    { "TM-T88II", "Epson", "TM-T88II", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_15, 26 },
    { "TM-T88III", "Epson", "TM-T88III", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_17, 9 },
    { "TM-T88IV", "Epson", "TM-T88IV", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_9, 9 },
    { "TM-T88IV-SA", "Epson", "TM-T88IV South Asia", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_10, 1 },
    { "TM-T88V", "Epson", "TM-T88V", 512, 180, 42, 12, 56, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR |
          PW_FEATURE_PROCESS_ID | PW_FEATURE_NV_LOGO | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_18, 24 },
    { "TM-U220", "Epson", "TM-U220", 400, 80, 42, 9, 0, 0, 2048, PW_FEATURE_COLUMN | PW_FEATURE_DRAWER | PW_FEATURE_PROCESS_ID,
      pages_10, 1 },
    { "TM-U220B", "Epson", "TM-U220B", 400, 80, 42, 9, 0, 0, 2048,
      PW_FEATURE_COLUMN | PW_FEATURE_PART_CUT | PW_FEATURE_DRAWER | PW_FEATURE_PROCESS_ID, pages_10, 1 },
    { "TSP600", "Star Micronics", "TSP600 Series", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_STAR |
          PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_4, 19 },
    { "TSP800", "Star Micronics", "TSP800 Series", 832, 203, 69, 12, 92, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_STAR |
          PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_4, 19 },
    { "TUP500", "Star Micronics", "TUP500 Series", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS |
          PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT | PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_STAR |
          PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_4, 19 },
    { "XP-58", "Xprinter", "XP-58 series and other 58 mm clones", 384, 203, 32, 12, 42, 9, 1024,
      PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_DRAWER | PW_FEATURE_SIZES | PW_FEATURE_INVERT, pages_9, 9 },
    { "XP-80", "Xprinter", "XP-80 series and other 80 mm clones", 576, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_BEEPER | PW_FEATURE_PART_CUT | PW_FEATURE_DRAWER | PW_FEATURE_SIZES |
          PW_FEATURE_INVERT,
      pages_9, 9 },
    { "YHD-8390", "YHDAA Shenzhen Yuhengda Technology Co., Ltd.", "YHD-8390", 640, 203, 48, 12, 64, 9, 2048,
      PW_FEATURE_BARCODE_A | PW_FEATURE_BARCODE_B | PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_PART_CUT |
          PW_FEATURE_PDF417 | PW_FEATURE_DRAWER | PW_FEATURE_QR | PW_FEATURE_SIZES | PW_FEATURE_INVERT,
      pages_19, 15 },
    { "ZJ-5870", "ZiJiang", "ZJ-5870 Thermal Receipt Printer", 384, 203, 32, 12, 0, 0, 1024,
      PW_FEATURE_COLUMN | PW_FEATURE_RASTER | PW_FEATURE_DRAWER | PW_FEATURE_SIZES | PW_FEATURE_INVERT, pages_20, 8 },
};
const size_t pw_profile_count = 49;
