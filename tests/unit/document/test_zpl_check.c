/* What of a carrier's ZPL reaches a printer. Commands and their meaning: ZPL II Programming Guide. */
#include "document/zpl_check.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static struct pw_buf out;
static struct pw_zpl_report report;
static struct pw_error err;

static bool check(const char *zpl)
{
    uint8_t *exact = pw_test_copy(zpl, strlen(zpl));
    pw_buf_finish(&out);
    pw_buf_init(&out, 1 << 20);
    report = (struct pw_zpl_report){ 0 };
    err = (struct pw_error){ 0 };
    bool ok = pw_zpl_check(pw_bytes_of(exact, strlen(zpl)), &out, &report, &err);
    free(exact);
    return ok;
}

TEST(a_whole_label_goes_on_byte_for_byte)
{
    static const char label[] = "\xEF\xBB\xBF^XA\n^FX a comment, with its commas^FS\n^FO20,20^A0N,30,30^FH_^FDZo_C3_AB^FS\n"
                                "^GFA,8,8,1,FF00FF00FF00FF00^FS^BY3^XZ\n";
    CHECK_OK(check("^XA^FO20,20^A0N,30,30^FDx^FS^PW812^LL1218^PQ1,0,1,Y^XZ"), err);
    CHECK_STR(pw_buf_text(&out), "^XA^FO20,20^A0N,30,30^FDx^FS^PW812^LL1218^PQ1,0,1,Y^XZ");
    CHECK(!report.changed && report.labels == 1 && report.width == 812 && report.length == 1218);
    CHECK_OK(check(label), err);
    CHECK(strncmp(pw_buf_text(&out), "^XA", 3) == 0);
}

TEST(what_holds_on_after_the_label_is_set_back_behind_it)
{
    CHECK_OK(check("^XA^LH30,30^POI^FWR^MUM^FO1,1^FDx^FS^XZ"), err);
    const char *end = strstr(pw_buf_text(&out), "^XZ");
    CHECK(end != NULL && strstr(end, "^LH0,0") != NULL && strstr(end, "^PON") != NULL && strstr(end, "^FWN") != NULL &&
          strstr(end, "^MUD") != NULL);
    CHECK(report.changed && report.notes[0] == '\0');
}

TEST(what_sets_the_printer_up_or_asks_it_is_left_out_with_a_note)
{
    CHECK_OK(check("^XA^MNY^MD10^PR4^MMT^HH^PQ3^FO1,1^FDx^FS^XZ"), err);
    CHECK_STR(pw_buf_text(&out), "^XA^FO1,1^FDx^FS^XZ");
    CHECK(strstr(report.notes, "^MN: left out") != NULL &&
          strstr(report.notes, "^PQ: left out, each label is printed once") != NULL);
    CHECK_OK(check("~SD20^XA^FO1,1^FDx^FS^XZ~HS"), err);
    CHECK_STR(pw_buf_text(&out), "^XA^FO1,1^FDx^FS^XZ");
}

TEST(what_changes_the_printer_for_good_refuses_the_label_by_name)
{
    static const char *const bad[] = { "~JR",          "^JUS",     "^JUF",       "~JA",           "^JMB",
                                       "^CC!",         "~CT+",     "^CD;",       "^KNname",       "^NCM",
                                       "^NSa,1.2.3",   "^SCa,b",   "~EG",        "^TOE:A.ZPL,R:", "^CWA,E:X.TTF",
                                       "^RFW,H",       "^IDE:*.*", "^DFE:X.ZPL", "^ISE:A.GRF,N",  "~DGE:A.GRF,1,1,FF",
                                       "~DUE:F,3,abc", "~NR",      "^ZZ1" };
    for (size_t i = 0; i < PW_COUNT(bad); i++) {
        char zpl[100], name[4];
        snprintf(zpl, sizeof zpl, "^XA^FO1,1^FDx^FS%s^XZ", bad[i]);
        snprintf(name, sizeof name, "%.3s", bad[i]);
        if (check(zpl) || err.code != PW_ERR_UNSUPPORTED || strstr(err.text, name) == NULL)
            pw_test_fail(__FILE__, __LINE__, "%s: %s", bad[i], err.text);
    }
}

TEST(lower_case_commands_are_the_same_commands)
{
    CHECK(!check("^XA^FDx^FS^jus^XZ") && err.code == PW_ERR_UNSUPPORTED);
    CHECK(!check("^xa^FDx^FS~jr^xz"));
}

TEST(pieces_of_labels_and_text_around_them_are_refused)
{
    static const char *const bad[] = { "",
                                       "^XA^FDx^FS",
                                       "^FDx^FS^XZ",
                                       "^XA^FDx^FS^XA^XZ",
                                       "^XZ",
                                       "^XA^XZ",
                                       "x^XA^FDx^FS^XZ",
                                       "^XA^FDx^FS^XZ y",
                                       "^XA^FDx^FS^XZ! U1 setvar \"a\" \"b\"",
                                       "^XA^FDx^FS^XZ^",
                                       "^XA^FDx^FS^XZ^J",
                                       "^XA^GFB,10,10,1,ab",
                                       "^FO1,1^XA^FDx^FS^XZ",
                                       "^XA^FDx^F~JR^XZ",
                                       "^XA^FDx^FS^^JUS^XZ",
                                       "^XA^FDx^F^JUS^XZ",
                                       "^XA^FDx~^JUS^XZ",
                                       "\x10^XA^FDx^FS^XZ" };
    for (size_t i = 0; i < PW_COUNT(bad); i++)
        if (check(bad[i]) || err.code != PW_ERR_BAD_INPUT)
            pw_test_fail(__FILE__, __LINE__, "%s: %s", bad[i], err.text);
}

TEST(counted_bytes_are_no_commands)
{
    CHECK_OK(check("^XA^GFB,6,6,1,^JUS~J^FS^XZ"), err);
    CHECK_INT(report.labels, 1);
    CHECK_STR(pw_buf_text(&out), "^XA^GFB,6,6,1,^JUS~J^FS^XZ");
    /* a false count doesn't hide a command behind the data */
    CHECK(!check("^XA^GFB,6,6,1,123456^JUS^XZ"));
    CHECK(!check("^XA^GFA,99,6,1,00^JUS^XZ"));
    CHECK(!check("^XA^GFB,99999999,6,1,00^XZ"));
}

TEST(pictures_may_be_kept_in_the_memory_that_forgets)
{
    CHECK_OK(check("~DGR:LOGO.GRF,8,1,FF00FF00FF00FF00\n^XA^FO9,9^XGR:LOGO.GRF,1,1^FS^IDR:LOGO.GRF^FS^XZ"), err);
    CHECK_INT(report.labels, 1);
    CHECK_OK(check("~DGLOGO,8,1,FF00FF00FF00FF00\n^XA^FO9,9^XGLOGO,1,1^FS^XZ"), err);
}

TEST(two_labels_are_counted)
{
    CHECK_OK(check("^XA^FDa^FS^XZ\r\n^XA^FDb^FS^XZ\r\n"), err);
    CHECK_INT(report.labels, 2);
}
