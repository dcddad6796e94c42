#include "test.h"

#include "base/nearest.h"
#include "config.h"
#include "printing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pw_config *good(const char *text)
{
    struct pw_error err = { 0 };
    struct pw_config *c = NULL;
    CHECK_OK(pw_config_parse(text, "test.conf", "/etc/x", &c, &err), err);
    return c;
}

static void refused(const char *text, const char *why)
{
    struct pw_error err = { 0 };
    struct pw_config *c = NULL;
    if (pw_config_parse(text, "test.conf", "/etc/x", &c, &err))
        pw_test_fail(__FILE__, __LINE__, "taken: %s", text);
    CHECK_INT(err.code, PW_ERR_CONFIG);
    CHECK_STR(err.text, why);
}

TEST(nothing_at_all_gives_the_standard_values)
{
    struct pw_config *c = good("");
    CHECK_STR(pw_section_get(pw_config_section(c, "station", ""), "name"), "bench-1");
    CHECK_STR(pw_section_get(pw_config_section(c, "store", ""), "path"), "/etc/x/packwright.db");
    CHECK_STR(pw_section_get(pw_config_section(c, "kiosk", ""), "listen"), "127.0.0.1:8631");
    CHECK(pw_config_nth(c, "printer", 0) == NULL);
    pw_config_free(c);
}

TEST(relative_paths_are_relative_to_the_file)
{
    struct pw_config *c = good("[store]\npath = data/my.db\n[channel f]\ntype=amazon-files\n");
    CHECK_STR(pw_section_get(pw_config_section(c, "store", ""), "path"), "/etc/x/data/my.db");
    CHECK_STR(pw_section_get(pw_config_section(c, "channel", "f"), "export"), "/etc/x/export");
    pw_config_free(c);
    c = good("[store]\npath = postgresql://me@host/db\n");
    CHECK_STR(pw_section_get(pw_config_section(c, "store", ""), "path"), "postgresql://me@host/db");
    pw_config_free(c);
}

TEST(a_file_from_windows_reads_the_same)
{
    struct pw_config *c = good("\xEF\xBB\xBF# comment\r\n[station]\r\nname = left\r\n");
    CHECK_STR(pw_section_get(pw_config_section(c, "station", ""), "name"), "left");
    pw_config_free(c);
}

TEST(an_unknown_word_names_file_line_and_the_nearest_right_one)
{
    refused("[statoin]\n", "test.conf:1: there is no section [statoin]; did you mean [station]?");
    refused("[station]\nnmae = x\n", "test.conf:2: [station] has no key \"nmae\"; did you mean \"name\"?");
    refused("[station]\n\nslip = on-compleet\n",
            "test.conf:3: slip = on-compleet: did you mean on-complete? (on-open, on-complete, on-request)");
    refused("[station]\nlabel = whenever\n", "test.conf:2: label = whenever: must be one of on-open, on-complete, on-request");
}

TEST(what_makes_no_sense_is_refused_with_its_line)
{
    refused("name = x\n", "test.conf:1: \"name\" stands before the first [section]");
    refused("[station]\nhello\n", "test.conf:2: this is neither a [section], nor key = value, nor a # comment");
    refused("[station]\nname = a\nname = b\n", "test.conf:3: name is set a second time in [station] (first in line 2)");
    refused("[store]\npath = a\n[store]\npath = b\n", "test.conf:3: [store] is here a second time (first in line 1)");
    refused("[station left]\n", "test.conf:1: there is only one [station]; it takes no name");
    refused("[printer]\n", "test.conf:1: [printer] needs a name, such as [printer left]");
    refused("[station]\nsscc-prefix = 06141\n", "test.conf:2: sscc-prefix = 06141: a GS1 company prefix has 7 to 10 digits");
    refused("[printer p]\ntransport = tcp\naddress = 127.0.0.1:9100\nprofile = TM-T88\n",
            "test.conf:4: profile = TM-T88: no such model is known; did you mean TM-T88V?");
    refused("[printer p]\ntransport = tcp\ndpi = 204\n", "test.conf:3: dpi = 204: label printers have 203, 300 or 600");
    refused("[printer p]\ntransport = tcp\ndpi = 203\nmedia = 4x6\n",
            "test.conf:4: media = 4x6: must be like 4x6in or 100x150mm");
    refused("[scanner a]\ndriver = pipe\nlane = sixteen-letters-\n",
            "test.conf:3: lane = sixteen-letters-...: at most 15 characters");
    refused("[scale s]\ndriver = serial\nbaud = fast\n", "test.conf:3: baud = fast: must be a number");
    refused("[scale s]\ndriver = serial\nbaud = 7\n", "test.conf:3: baud = 7: must be from 300 to 4000000");
}

#define LABEL "[printer l]\ntransport = virtual\nlanguage = "

TEST(how_labels_lie_in_a_printer_is_read_and_checked)
{
    struct pw_printing p;
    struct pw_error err = { 0 };
    struct pw_config *c =
        good(LABEL "tspl\nmedia = 62x100mm\ntracking = mark\ngap = 2.5mm\nafter-label = cut\ncompression = zlib\n");
    CHECK_OK(pw_printing_read(pw_config_nth(c, "printer", 0), &p, &err), err);
    CHECK(p.language == &pw_language_tspl);
    CHECK_INT(p.media.tracking, PW_TRACKING_MARK);
    CHECK_INT(p.media.after, PW_AFTER_CUT);
    CHECK_INT(p.media.compression, PW_COMPRESSION_ZLIB);
    CHECK_INT(p.media.gap.um, 2500);
    CHECK_INT(p.media.width.um, 62000);
    CHECK_INT(p.media.length.um, 100000);
    pw_config_free(c);
    c = good(LABEL "epl\nafter-label = peel\n");
    CHECK(!pw_printing_read(pw_config_nth(c, "printer", 0), &p, &err));
    CHECK(strstr(err.text, "set it at the printer") != NULL);
    pw_config_free(c);
    refused(LABEL "zpl\ngap = 3\n", "test.conf:4: gap = 3: must be like 3mm, above 0 and at most 100mm");
    refused(LABEL "zpl\ngap = 0mm\n", "test.conf:4: gap = 0mm: must be like 3mm, above 0 and at most 100mm");
    refused(LABEL "zpl\ntracking = gaps\n", "test.conf:4: tracking = gaps: did you mean gap? (printer, gap, mark, continuous)");
}

TEST(a_printer_that_prints_labels_alone_is_given_no_slips)
{
    static const char *const wrong[] = { "pdf\ndocuments = label, slip\n", "zpl\ndocuments = gift-slip\n",
                                         "tspl\ndocuments = hand-over\n", "epl\ndocuments = commands\n" };
    struct pw_printing p;
    for (size_t i = 0; i < PW_COUNT(wrong); i++) {
        char text[200];
        struct pw_error err = { 0 };
        snprintf(text, sizeof text, LABEL "%s", wrong[i]);
        struct pw_config *c = good(text);
        CHECK(!pw_printing_read(pw_config_nth(c, "printer", 0), &p, &err));
        CHECK(strncmp(err.text, "test.conf:1: [printer l] documents = ", 37) == 0 &&
              strstr(err.text, "a receipt printer") != NULL);
        pw_config_free(c);
    }
}

TEST(names_that_would_be_cut_are_refused)
{
    refused("[station]\nname = 12345678901234567890123456789012\n",
            "test.conf:2: name = 12345678901234567890123456789012...: at most 31 characters");
    refused("[scanner s]\ndriver = pipe\npath = x\nlane = 1234567890123456\n",
            "test.conf:4: lane = 1234567890123456...: at most 15 characters");
    refused("[channel 1234567890123456789012345678901234567890]\ntype = csv\n",
            "test.conf:1: the name of [channel 12345678901234567890...] is longer than 39 characters");
}

TEST(near_words_are_near_and_far_words_are_not)
{
    CHECK_INT(pw_word_distance("kitten", "sitting"), 3);
    CHECK_INT(pw_word_distance("ab", "ba"), 1);
    CHECK_INT(pw_word_distance("", "abc"), 3);
    static const char *const words[] = { "serial", "usb-hid" };
    CHECK_STR(pw_word_nearest("seriel", words, 2), "serial");
    CHECK(pw_word_nearest("banana", words, 2) == NULL);
}
