#include "printer/ieee1284.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>

/* A reply as the class document has it: two bytes of length, big-endian, counting themselves. */
static struct pw_bytes reply_of(uint8_t *out, const char *text, int claimed, bool little)
{
    size_t len = strlen(text);
    int n = claimed >= 0 ? claimed : (int)len + 2;
    out[little] = (uint8_t)(n >> 8);
    out[!little] = (uint8_t)n;
    memcpy(out + 2, text, len);
    return pw_bytes_of(out, len + 2);
}

static bool parse(const char *text, int claimed, bool little, unsigned quirks, struct pw_device_id *id)
{
    uint8_t reply[1100];
    struct pw_bytes in = reply_of(reply, text, claimed, little);
    uint8_t *exact = pw_test_copy(in.data, in.len);
    struct pw_error err;
    bool ok = pw_1284_parse(pw_bytes_of(exact, in.len), quirks, id, &err);
    free(exact);
    return ok;
}

#define EPSON "MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;DES:EPSON TM-T88V;CID:EPRPTM;"

TEST(a_receipt_printers_id_is_read)
{
    struct pw_device_id id;
    CHECK(parse(EPSON, -1, false, 0, &id));
    CHECK_STR(id.manufacturer, "EPSON");
    CHECK_STR(id.model, "TM-T88V");
    CHECK_STR(id.commands, "ESC/POS");
    CHECK_STR(id.device_class, "PRINTER");
    CHECK_STR(id.description, "EPSON TM-T88V");
    CHECK_STR(id.serial, "");
    CHECK_STR(pw_1284_language(&id), "escpos");
}

TEST(a_label_printers_long_keys_and_missing_last_semicolon)
{
    struct pw_device_id id;
    CHECK(parse("manufacturer: Zebra Technologies ;Command Set:ZPL;MODEL:ZTC GK420d;CLASS:PRINTER;SERN:29J1042", -1, false, 0,
                &id));
    CHECK_STR(id.manufacturer, "Zebra Technologies");
    CHECK_STR(id.model, "ZTC GK420d");
    CHECK_STR(id.serial, "29J1042");
    CHECK_STR(pw_1284_language(&id), "zpl");
}

TEST(lengths_that_cannot_be_are_read_the_other_way_or_cut)
{
    struct pw_device_id id;
    int len = (int)sizeof EPSON - 1 + 2;
    CHECK(parse(EPSON, len, true, 0, &id)); /* little-endian, unannounced */
    CHECK_STR(id.model, "TM-T88V");
    CHECK(parse(EPSON, len, true, PW_1284_LITTLE_ENDIAN, &id));
    CHECK_STR(id.model, "TM-T88V");
    CHECK(parse(EPSON, 4000, false, 0, &id)); /* claims more than it sent */
    CHECK_STR(id.model, "TM-T88V");
    CHECK(parse(EPSON, 0xffff, false, 0, &id));
    CHECK(parse(EPSON, 20, false, 0, &id)); /* claims less: the rest is not looked at */
    CHECK_STR(id.manufacturer, "EPSON");
    CHECK_STR(id.model, "");
    CHECK(!parse(EPSON, 0, false, 0, &id));
    CHECK(!parse("MFG:A;", -1, false, 0, &id));
}

TEST(control_bytes_and_foreign_bytes_are_not_passed_on)
{
    struct pw_device_id id;
    CHECK(parse("MFG:\x1b[31mA\x80\xff;MDL:\tB\r\n;SN:\x01\x02;", -1, false, 0, &id));
    CHECK_STR(id.manufacturer, "[31mA");
    CHECK_STR(id.model, "B");
    CHECK_STR(id.serial, "");
}

TEST(values_that_are_too_long_are_cut_and_the_first_of_two_counts)
{
    struct pw_device_id id;
    char text[1000] = "MDL:";
    memset(text + 4, 'x', 500);
    strcpy(text + 504, ";MDL:second;MFG:a;MFG:b;");
    CHECK(parse(text, -1, false, 0, &id));
    CHECK_INT(strlen(id.model), sizeof id.model - 1);
    CHECK_STR(id.manufacturer, "a");
}

TEST(what_holds_no_pair_is_refused)
{
    struct pw_device_id id;
    CHECK(!parse(";;;;;;;;;;;;;;;;;;", -1, false, 0, &id));
    CHECK(!parse("no pairs at all in here", -1, false, 0, &id));
    CHECK(!parse("::::::::::::::::", -1, false, 0, &id));
}

TEST(sysfs_text_has_no_length)
{
    struct pw_device_id id;
    struct pw_error err;
    CHECK_OK(pw_1284_parse(pw_bytes_str("MFG:X;MDL:Y;CMD:TSPL,EPL2;"), PW_1284_NO_LENGTH, &id, &err), err);
    CHECK_STR(id.model, "Y");
    CHECK_STR(pw_1284_language(&id), "tspl");
    CHECK(!pw_1284_parse(pw_bytes_of(NULL, 0), PW_1284_NO_LENGTH, &id, &err));
}

TEST(an_unknown_command_set_names_no_language)
{
    struct pw_device_id id;
    CHECK(parse("MFG:HP;MDL:LaserJet;CMD:PCL,PJL,POSTSCRIPT;", -1, false, 0, &id));
    CHECK(pw_1284_language(&id) == NULL);
}
