/* AIM identifiers: "]", a letter for the symbology, a modifier. */
#include "barcode/aim.h"

static bool modifier_ok(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static enum pw_aim_family family_of(char letter, char modifier)
{
    switch (letter) {
    case 'A':
        return PW_AIM_CODE_39;
    case 'B':
        return PW_AIM_TELEPEN;
    case 'C':
        return PW_AIM_CODE_128;
    case 'E':
        return modifier == '4' ? PW_AIM_EAN_8 : PW_AIM_EAN_UPC;
    case 'F':
        return PW_AIM_CODABAR;
    case 'G':
        return PW_AIM_CODE_93;
    case 'H':
        return PW_AIM_CODE_11;
    case 'I':
        return PW_AIM_ITF;
    case 'J':
        return PW_AIM_DOTCODE;
    case 'L':
        return PW_AIM_PDF417;
    case 'M':
        return PW_AIM_MSI;
    case 'O':
        return PW_AIM_CODABLOCK;
    case 'Q':
        return PW_AIM_QR;
    case 'R':
    case 'S':
        return PW_AIM_2_OF_5;
    case 'U':
        return PW_AIM_MAXICODE;
    case 'Z':
        return PW_AIM_NOT_A_BARCODE;
    case 'd':
        return PW_AIM_DATA_MATRIX;
    case 'e':
        return PW_AIM_DATABAR;
    case 'h':
        return PW_AIM_HAN_XIN;
    case 'z':
        return PW_AIM_AZTEC;
    case 'D':
    case 'K':
    case 'N':
    case 'P':
    case 'T':
    case 'V':
    case 'W':
    case 'X':
    case 'Y':
    case 'c':
    case 'o':
    case 'p':
        return PW_AIM_OTHER;
    default:
        return PW_AIM_UNKNOWN;
    }
}

static bool one_of(const char *id, const char *list)
{
    for (; *list != '\0'; list += 2)
        if (id[1] == list[0] && id[2] == list[1])
            return true;
    return false;
}

struct pw_bytes pw_aim_split(struct pw_bytes data, const char *separate, struct pw_aim *ret_aim)
{
    *ret_aim = (struct pw_aim){ .family = PW_AIM_UNKNOWN };
    bool apart = separate != NULL && separate[0] == ']' && separate[1] != '\0' && separate[2] != '\0';
    char id[4] = "";
    if (apart)
        memcpy(id, separate, 3);
    else if (data.len >= 3 && data.data[0] == ']')
        memcpy(id, data.data, 3);
    if (id[0] == '\0' || !modifier_ok(id[2]))
        return data;
    enum pw_aim_family family = family_of(id[1], id[2]);
    if (family == PW_AIM_UNKNOWN)
        return data;
    memcpy(ret_aim->id, id, sizeof id);
    ret_aim->family = family;
    ret_aim->gs1 = one_of(id, "C1d2d5Q3Q4e0e1J1");
    ret_aim->eci = one_of(id, "d4d5d6Q2Q4Q6z3z4z5zAzBzCJ3J4J5");
    ret_aim->add_on = one_of(id, "E3");
    if (data.len >= 3 && memcmp(data.data, id, 3) == 0) {
        data.data += 3;
        data.len -= 3;
    }
    return data;
}

const char *pw_aim_family_name(enum pw_aim_family family)
{
    static const char *const names[] = {
        [PW_AIM_UNKNOWN] = "",
        [PW_AIM_CODE_39] = "Code 39",
        [PW_AIM_TELEPEN] = "Telepen",
        [PW_AIM_CODE_128] = "Code 128",
        [PW_AIM_EAN_UPC] = "EAN/UPC",
        [PW_AIM_EAN_8] = "EAN-8",
        [PW_AIM_CODABAR] = "Codabar",
        [PW_AIM_CODE_93] = "Code 93",
        [PW_AIM_CODE_11] = "Code 11",
        [PW_AIM_ITF] = "Interleaved 2 of 5",
        [PW_AIM_PDF417] = "PDF417",
        [PW_AIM_MSI] = "MSI",
        [PW_AIM_CODABLOCK] = "Codablock",
        [PW_AIM_QR] = "QR",
        [PW_AIM_2_OF_5] = "2 of 5",
        [PW_AIM_MAXICODE] = "MaxiCode",
        [PW_AIM_DATA_MATRIX] = "Data Matrix",
        [PW_AIM_DATABAR] = "GS1 DataBar",
        [PW_AIM_HAN_XIN] = "Han Xin",
        [PW_AIM_DOTCODE] = "DotCode",
        [PW_AIM_AZTEC] = "Aztec",
        [PW_AIM_OTHER] = "another symbology",
        [PW_AIM_NOT_A_BARCODE] = "no barcode",
    };
    return (size_t)family < PW_COUNT(names) && names[family] != NULL ? names[family] : "";
}
