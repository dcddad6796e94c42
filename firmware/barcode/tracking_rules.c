/*
 * The forms of tracking numbers: shape, then check digit. Source: reference carriers 4; the public collection named in
 * PROVENANCE. Strength, highest first: letters and check digit, fixed digits and check digit, check digit alone by length,
 * letters alone, and below 20 what many other things look like.
 */
#include "barcode/tracking_rules.h"

#include "barcode/carriers.h"
#include "barcode/check_digit.h"

#include <string.h>

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_alnum(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

static bool all_alnum(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_alnum(s[i]))
            return false;
    return true;
}

static bool all_letters(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_letter(s[i]))
            return false;
    return true;
}

/* True if s is prefix and then exactly digits digits. */
static bool prefix_digits(const char *s, size_t len, const char *prefix, size_t digits)
{
    size_t n = strlen(prefix);
    return len == n + digits && memcmp(s, prefix, n) == 0 && pw_all_digits(s + n, digits);
}

static bool digits_gs1(const char *s, size_t len, size_t want)
{
    return len == want && pw_check_gs1_ok(s, len);
}

static void part(struct pw_tracking_match *m, const char *number, size_t len)
{
    m->number = number;
    m->len = len;
}

/* --- UPS --- */

static bool ups(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 18 && s[0] == '1' && s[1] == 'Z' && all_alnum(s + 2, 15) && s[17] == pw_check_ups(s + 2, 15);
}

static bool ups_waybill(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 11 && strchr("AHJKTV", s[0]) != NULL && pw_all_digits(s + 1, 10) && s[10] == pw_check_ups(s + 1, 9);
}

/* --- USPS --- */

/* The intelligent mail package barcode without routing: 22, 26 or 30 digits; the mailer's id has 9 digits if it begins with 9,
 * else 6. */
static bool impb_body(const char *s, size_t len, bool commercial)
{
    if ((len != 22 && len != 26 && len != 30) || !pw_check_gs1_ok(s, len) || s[0] != '9')
        return false;
    bool long_mailer = s[5] == '9';
    if (len == 30 && (commercial || !long_mailer))
        return false;
    if (!commercial)
        return s[1] == '4';
    return (s[1] == '2' && long_mailer) || (s[1] == '3' && !long_mailer) || s[1] == '5';
}

/* With or without 420 and ZIP; of ZIP and ZIP+4 the one that leaves a right number, ZIP+4 first. */
static bool impb(const char *s, size_t len, bool commercial, struct pw_tracking_match *m)
{
    static const size_t skips[] = { 12, 8, 0 };
    for (size_t i = 0; i < 3; i++) {
        size_t skip = skips[i];
        if (len < skip + 22 || (skip > 0 && (memcmp(s, "420", 3) != 0 || !pw_all_digits(s, skip))))
            continue;
        if (impb_body(s + skip, len - skip, commercial)) {
            part(m, s + skip, len - skip);
            return true;
        }
    }
    return false;
}

static bool usps_impb_n(const char *s, size_t len, struct pw_tracking_match *m)
{
    return impb(s, len, false, m);
}

static bool usps_impb_c(const char *s, size_t len, struct pw_tracking_match *m)
{
    return impb(s, len, true, m);
}

/* Parcels that USPS delivers for another carrier wear the same number. */
static bool impb_92(const char *s, size_t len, struct pw_tracking_match *m)
{
    return impb(s, len, true, m) && m->number[1] == '2';
}

static bool usps_20(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return digits_gs1(s, len, 20);
}

/* 91 and 20 digits; where 91 isn't printed it still counts in the check digit. */
static bool legacy_body(const char *s, size_t len)
{
    if (len == 22)
        return s[0] == '9' && s[1] == '1' && pw_check_gs1_ok(s, 22);
    if (len != 20 || !pw_all_digits(s, 20))
        return false;
    if (s[0] == '9' && s[1] == '1')
        return pw_check_gs1_ok(s, 20);
    char whole[22] = "91";
    memcpy(whole + 2, s, 20);
    return pw_check_gs1_ok(whole, 22);
}

static bool usps_legacy(const char *s, size_t len, struct pw_tracking_match *m)
{
    static const size_t skips[] = { 12, 8, 0 };
    for (size_t i = 0; i < 3; i++) {
        size_t skip = skips[i];
        if (len < skip + 20 || (skip > 0 && (memcmp(s, "420", 3) != 0 || !pw_all_digits(s, skip))))
            continue;
        if (legacy_body(s + skip, len - skip)) {
            part(m, s + skip, len - skip);
            return true;
        }
    }
    return false;
}

/* --- posts --- */

static bool s10(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 13 || !all_letters(s, 2) || !pw_all_digits(s + 2, 9) || !all_letters(s + 11, 2) || s[10] != pw_check_s10(s + 2) ||
        !pw_s10_country_known(s + 11))
        return false;
    m->carrier = pw_carrier_of_post(s + 11);
    if (memcmp(s + 11, "FR", 2) == 0 && (s[0] == 'C' || s[0] == 'E') && s[1] == 'Y')
        m->carrier = "Colissimo";
    return true;
}

static bool chronopost_13(const char *s, size_t len, struct pw_tracking_match *m)
{
    bool ok = s10(s, len, m) && memcmp(s + 11, "FR", 2) == 0;
    m->carrier = NULL;
    return ok;
}

static bool chronopost_15(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 15 && all_alnum(s, 15) && !pw_all_digits(s, 15) && !all_letters(s, 15);
}

/* Like S10, with a country that no post has. */
static bool yanwen(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 13 && all_letters(s, 2) && pw_all_digits(s + 2, 9) && s[11] == 'Y' && s[12] == 'P';
}

static bool colissimo_13(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 13 && s[0] >= '0' && s[0] <= '9' && is_letter(s[1]) && pw_check_gs1_ok(s + 2, 11);
}

static bool canada_post(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return digits_gs1(s, len, 16);
}

static bool mod7_12(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 12 && pw_all_digits(s, 12) && s[11] == pw_check_mod7(s, 11);
}

static bool jp_registered(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 11 && pw_all_digits(s, 11);
}

/* --- FedEx --- */

static bool fedex_12(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 12 && pw_all_digits(s, 12) && s[11] == pw_check_fedex(s, 11);
}

static bool fedex_ground(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return digits_gs1(s, len, 15);
}

static bool fedex_ground_96(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 22 || memcmp(s, "96", 2) != 0 || !pw_all_digits(s, 22) || s[21] != pw_check_gs1(s + 7, 14))
        return false;
    part(m, s + 7, 15);
    return true;
}

/* The 14 digits at the end of a 34 without leading zeros: 12 in practice. */
static void fedex_34_number(const char *s, struct pw_tracking_match *m)
{
    const char *number = s + 20;
    size_t len = 14;
    while (len > 12 && *number == '0') {
        number++;
        len--;
    }
    part(m, number, len);
}

static bool fedex_34(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 34 || s[0] > '8' || !pw_all_digits(s, 34) || s[33] != pw_check_fedex(s + 20, 13))
        return false;
    fedex_34_number(s, m);
    return true;
}

static bool fedex_ground_gsn(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 34 || memcmp(s, "96", 2) != 0 || !pw_all_digits(s, 34) || s[33] != pw_check_fedex(s + 20, 13))
        return false;
    fedex_34_number(s, m);
    return true;
}

static bool fedex_astra_32(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 32 || s[0] != '3' || !pw_all_digits(s, 32) || s[27] != pw_check_fedex(s + 16, 11))
        return false;
    part(m, s + 16, 12);
    return true;
}

static bool fedex_ground_sscc_18(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 18 && pw_all_digits(s, 18) && s[17] == pw_check_gs1(s + 2, 15);
}

/* --- DHL --- */

static bool dhl_express(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return (len == 10 || len == 11) && pw_all_digits(s, len) && s[len - 1] == pw_check_mod7(s, len - 1);
}

static bool dhl_express_piece_id(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    if (len < 12 || len > 14 || s[0] != 'J')
        return false;
    for (size_t letters = 2; letters <= 3; letters++)
        if ((len == 1 + letters + 9 || len == 1 + letters + 10) && all_letters(s + 1, letters) &&
            pw_all_digits(s + 1 + letters, len - 1 - letters))
            return true;
    return false;
}

/* JJD01 and more: the licence plate of a DHL piece as it is printed now. */
static bool dhl_licence_plate(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return (len >= 18 && len <= 24 && memcmp(s, "JJD01", 5) == 0 && pw_all_digits(s + 5, len - 5)) ||
           (len >= 17 && len <= 23 && memcmp(s, "JD01", 4) == 0 && pw_all_digits(s + 4, len - 4));
}

static bool dhl_ecommerce(const char *s, size_t len, struct pw_tracking_match *m)
{
    static const char prefixes[][3] = { "GM", "LX", "RX", "UV", "CN", "SG", "TH", "IN", "HK", "MY" };
    if (len < 12 || len > 41 || !all_alnum(s, len) || all_letters(s + 2, len - 2))
        return false;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (memcmp(s, prefixes[i], 2) == 0) {
            m->weak = i > 0;
            return true;
        }
    return false;
}

static bool digits_14(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 14 && pw_all_digits(s, 14);
}

static bool dhl_paket(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return digits_gs1(s, len, 20) && memcmp(s, "0034", 4) == 0;
}

static bool identcode_12(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 12 && pw_all_digits(s, 12) && s[11] == pw_check_leitcode(s, 11);
}

static bool leitcode_14(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 14 && pw_all_digits(s, 14) && s[13] == pw_check_leitcode(s, 13);
}

/* --- European parcel carriers --- */

/* On the label: ZIP 7, number 14, service 3, country 3, check; a scanner may send the % in front. */
static bool dpd(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 28 || !pw_all_digits(s, 27) || !is_alnum(s[27]) || s[27] != pw_check_mod37_36(s, 27))
        return false;
    part(m, s + 7, 14);
    return true;
}

static bool dpd_14(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (len != 15 || !pw_all_digits(s, 14) || s[14] != pw_check_mod37_36(s, 14))
        return false;
    part(m, s, 14);
    return true;
}

static bool gls_12(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 12 && pw_all_digits(s, 12) && s[11] == pw_check_gls(s, 11);
}

static bool gls_track_id(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 8 && all_alnum(s, 8) && !pw_all_digits(s, 8) && !all_letters(s, 8);
}

static bool hermes_14(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return digits_gs1(s, len, 14);
}

static bool evri(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 16 && (pw_all_digits(s, 16) || (s[0] == 'H' && all_alnum(s, 16)));
}

static bool yodel(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "JD", 16) || prefix_digits(s, len, "JJD", 16);
}

static bool sscc(const char *s, size_t len, struct pw_tracking_match *m)
{
    if (digits_gs1(s, len, 18))
        return true;
    if (!digits_gs1(s, len, 20) || s[0] != '0' || s[1] != '0')
        return false;
    part(m, s + 2, 18);
    return true;
}

/* --- the Americas --- */

static bool amazon_logistics(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "TBA", 12) || prefix_digits(s, len, "TBC", 12) || prefix_digits(s, len, "TBM", 12);
}

static bool amazon_international(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 11 && strchr("AFC", s[0]) != NULL && pw_all_digits(s + 1, 10);
}

static bool purolator_numeric(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 12 && s[0] <= '5' && pw_all_digits(s, 12) && s[11] == pw_check_luhn(s, 11);
}

static bool purolator_alpha(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 12 && all_letters(s, 3) && pw_all_digits(s + 3, 9);
}

static bool canpar_22(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 22 && strchr("CDKLSUXZ", s[0]) != NULL && pw_all_digits(s + 1, 21);
}

/* A 4 (form C) or 5 (form D) goes in front of the digits before the check unless they begin with it. */
static bool ontrac(const char *s, size_t len, char form, char front)
{
    if (len != 15 || s[0] != form || !pw_all_digits(s + 1, 14))
        return false;
    if (s[1] == front)
        return s[14] == pw_check_ups(s + 1, 13);
    char whole[14] = { front };
    memcpy(whole + 1, s + 1, 13);
    return s[14] == pw_check_ups(whole, 14);
}

static bool ontrac_c(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return ontrac(s, len, 'C', '4');
}

static bool ontrac_d(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return ontrac(s, len, 'D', '5');
}

static bool lasership_lx(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 10 && s[0] == 'L' && strchr("AEHINX", s[1]) != NULL && s[2] >= '1' && s[2] <= '3' && pw_all_digits(s + 3, 7);
}

static bool lasership_1ls7(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "1LS71", 10) || prefix_digits(s, len, "1LS72", 10);
}

static bool lasership_1ls7_18(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 18 && memcmp(s + 16, "-1", 2) == 0 && memcmp(s, "1LS7", 4) == 0 && (s[4] == '1' || s[4] == '2') &&
           pw_all_digits(s + 5, 2) && s[7] == '0' && s[8] == '1' && s[9] >= '1' && s[9] <= '4' && pw_all_digits(s + 10, 6);
}

static bool lasership_1lscx(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 15 && memcmp(s, "1LSCX", 5) == 0 && all_alnum(s + 5, 10);
}

static bool gofo_us(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "GFUS", 14);
}

static bool landmark_global(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 13 && memcmp(s, "LTN", 3) == 0 && pw_all_digits(s + 3, 8) && memcmp(s + 11, "N1", 2) == 0;
}

static bool speedee(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "SP", 18);
}

static bool old_dominion(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 11 && pw_all_digits(s, 11) &&
           (memcmp(s, "777", 3) == 0 || memcmp(s, "778", 3) == 0 || memcmp(s, "072", 3) == 0 || memcmp(s, "780", 3) == 0) &&
           s[10] == pw_check_luhn(s, 10);
}

static bool old_dominion_guaranteed(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len == 11 && memcmp(s, "80", 2) == 0 && pw_all_digits(s, 11) && s[10] == pw_check_luhn(s, 10);
}

/* --- China --- */

static bool yunexpress(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "YT", 16);
}

static bool sf_express(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return prefix_digits(s, len, "SF", 12) || prefix_digits(s, len, "SF", 13);
}

static bool four_px(const char *s, size_t len, struct pw_tracking_match *m)
{
    (void)m;
    return len >= 10 && len <= 30 && memcmp(s, "4PX", 3) == 0 && memcmp(s + len - 2, "CN", 2) == 0 &&
           pw_all_digits(s + 3, len - 5);
}

const struct pw_tracking_rule pw_tracking_rules[] = {
    /* name, carrier, carrier's own name, strength, check digit, routing code, function */
    { "ups", "UPS", "UPS", 99, true, false, ups },
    { "s10", "Other", "Post", 98, true, false, s10 },
    { "usps_impb_n", "USPS", "USPS", 97, true, false, usps_impb_n },
    { "usps_impb_c", "USPS", "USPS", 96, true, false, usps_impb_c },
    { "dpd", "DPD", "DPD", 95, true, false, dpd },
    { "ontrac_c", "OnTrac", "OnTrac", 94, true, false, ontrac_c },
    { "ontrac_d", "OnTrac", "OnTrac", 94, true, false, ontrac_d },
    { "colissimo_13", "Colissimo", "Colissimo", 93, true, false, colissimo_13 },
    { "ups_waybill", "UPS", "UPS", 92, true, false, ups_waybill },
    { "fedex_ground_96", "FedEx", "FedEx", 91, true, false, fedex_ground_96 },
    { "fedex_ground_gsn", "FedEx", "FedEx", 90, true, false, fedex_ground_gsn },
    { "dhl_paket", "DHL-Paket", "DHL Paket", 89, true, false, dhl_paket },
    { "usps_legacy", "USPS", "USPS", 88, true, false, usps_legacy },
    { "fedex_34", "FedEx", "FedEx", 87, true, false, fedex_34 },
    { "fedex_astra_32", "FedEx", "FedEx", 86, true, false, fedex_astra_32 },
    { "old_dominion", "Old Dominion", "Old Dominion", 85, true, false, old_dominion },
    { "old_dominion_guaranteed", "Old Dominion", "Old Dominion", 84, true, false, old_dominion_guaranteed },
    { "chronopost_13", "Chronopost", "Chronopost", 80, true, false, chronopost_13 },
    { "fedex_smartpost", "FedEx SmartPost", "FedEx SmartPost", 79, true, false, impb_92 },
    { "ups_mi", "UPSMI", "UPS Mail Innovations", 78, true, false, impb_92 },
    /* digits and a check digit alone */
    { "dpd_14", "DPD", "DPD", 70, true, false, dpd_14 },
    { "fedex_12", "FedEx", "FedEx", 69, true, false, fedex_12 },
    { "fedex_ground", "FedEx", "FedEx", 68, true, false, fedex_ground },
    { "canada_post", "Canada Post", "Canada Post", 67, true, false, canada_post },
    { "usps_20", "USPS", "USPS", 66, true, false, usps_20 },
    { "sscc", "Other", "SSCC", 65, true, false, sscc },
    { "fedex_ground_sscc_18", "FedEx", "FedEx", 64, true, false, fedex_ground_sscc_18 },
    { "hermes_14", "Hermes", "Hermes", 63, true, false, hermes_14 },
    { "dhl_express", "DHL Express", "DHL Express", 62, true, false, dhl_express },
    { "yamato_12", "YAMATO", "Yamato", 61, true, false, mod7_12 },
    { "sagawa_12", "SAGAWA", "Sagawa", 60, true, false, mod7_12 },
    { "japan_post_12", "Japan Post", "Japan Post", 59, true, false, mod7_12 },
    { "identcode_12", "DHL-Paket", "DHL Paket", 58, true, false, identcode_12 },
    { "gls_12", "GLS", "GLS", 57, true, false, gls_12 },
    { "purolator_numeric", "PUROLATOR", "Purolator", 56, true, false, purolator_numeric },
    { "leitcode_14", "DHL-Paket", "DHL Paket", 55, true, true, leitcode_14 },
    /* letters and no check digit */
    { "amazon_logistics", "Amazon Shipping", "Amazon Logistics", 49, false, false, amazon_logistics },
    { "gofo_us", "Other", "GOFO Express", 48, false, false, gofo_us },
    { "landmark_global", "Landmark Global", "Landmark Global", 47, false, false, landmark_global },
    { "lasership_1ls7_18", "Lasership", "LaserShip", 46, false, false, lasership_1ls7_18 },
    { "lasership_1ls7", "Lasership", "LaserShip", 45, false, false, lasership_1ls7 },
    { "lasership_1lscx", "Lasership", "LaserShip", 44, false, false, lasership_1lscx },
    { "yunexpress", "Yun Express", "YunExpress", 43, false, false, yunexpress },
    { "four_px", "4PX", "4PX", 42, false, false, four_px },
    { "yodel", "Yodel", "Yodel", 41, false, false, yodel },
    { "dhl_licence_plate", "DHL", "DHL", 40, false, false, dhl_licence_plate },
    { "speedee", "Other", "Spee-Dee", 39, false, false, speedee },
    { "canpar_22", "Other", "Canpar", 38, false, false, canpar_22 },
    { "sf_express", "SF Express", "SF Express", 37, false, false, sf_express },
    { "yanwen", "Yanwen", "Yanwen", 36, false, false, yanwen },
    { "dhl_express_piece_id", "DHL Express", "DHL Express", 35, false, false, dhl_express_piece_id },
    { "dhl_ecommerce", "DHL eCommerce", "DHL eCommerce", 34, false, false, dhl_ecommerce },
    { "lasership_lx", "Lasership", "LaserShip", 21, false, false, lasership_lx },
    /* weak: many other things look like this */
    { "purolator_alpha", "PUROLATOR", "Purolator", 18, false, false, purolator_alpha },
    { "amazon_international", "Amazon Shipping", "Amazon", 17, false, false, amazon_international },
    { "dhl_ecommerce_14", "DHL eCommerce", "DHL eCommerce", 16, false, false, digits_14 },
    { "evri", "Hermes UK", "Evri", 15, false, false, evri },
    { "japan_post_registered", "Japan Post", "Japan Post", 14, false, false, jp_registered },
    { "chronopost_15", "Chronopost", "Chronopost", 13, false, false, chronopost_15 },
    { "gls_track_id", "GLS", "GLS", 12, false, false, gls_track_id },
};
const size_t pw_tracking_rule_count = sizeof pw_tracking_rules / sizeof pw_tracking_rules[0];
