/* Which printer a file goes to, by the words it is sent with and by its size. */
#include "intake/route.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ON "transport = tcp\naddress = 127.0.0.1:9\n"

static const char two_sizes[] = "[printer slips]\n" ON "language = escpos\nprofile = TM-T88V\ndocuments = slip\n"
                                "[printer large]\n" ON "language = zpl\nmedia = 4x6in\ndocuments = label\ntags = dock\n"
                                "[printer small]\n" ON "language = tspl\nmedia = 62x29mm\ntags = shelf\n";
static const char twins[] = "[printer one]\n" ON "language = zpl\nmedia = 4x6in\ndocuments = label\ntags = dock, cold\n"
                            "[printer two]\n" ON "language = zpl\nmedia = 100x150mm\ndocuments = label\ntags = dock\n"
                            "[printer tspl]\n" ON "language = tspl\nmedia = 4x6in\ntags = cold\n";

static const char large_pdf[] = "%PDF-1.4\n3 0 obj\n<</Type/Page/MediaBox [0 0 288 432]>>\nendobj\n";
static const char turned_pdf[] = "%PDF-1.4\n3 0 obj\n<</Type/Page/MediaBox[0 0 432 288]>>\nendobj\n";
static const char tag_pdf[] = "%PDF-1.4\n3 0 obj\n<</Type/Page/MediaBox [ 10 10.5 185.75 92.7 ]>>\nendobj\n"; /* 62 x 29 mm */
static const char letter_pdf[] = "%PDF-1.4\n3 0 obj\n<</Type/Page/MediaBox [0 0 612 792]>>\nendobj\n";
static const char cropped_pdf[] = "%PDF-1.4\n3 0 obj\n<</MediaBox [0 0 612 792] /CropBox [100 200 388 632]>>\nendobj\n";
static const char no_size_pdf[] = "%PDF-1.4\n3 0 obj\n<</Type/Page/MediaBox 9 0 R>>\nendobj\n";
static const char large_zpl[] = "^XA^PW812^LL1218^FO20,20^FDx^FS^XZ";
static const char small_zpl[] = "^XA\n^LL230\n^PW490^XZ";
static const char wide_zpl[] = "^XA^PW812^XZ";

/* The printer's name, or why there is none. */
static const char *route(const char *text, const char *target, const char *file)
{
    static char said[300];
    struct pw_error err = { 0 };
    struct pw_config *config;
    const char *name = NULL;
    CHECK_OK(pw_config_parse(text, "test.conf", "/tmp", &config, &err), err);
    if (pw_file_candidate(config, target, pw_bytes_str(file), &name, &err))
        snprintf(said, sizeof said, "%s", name);
    else
        snprintf(said, sizeof said, "%s", err.text);
    pw_config_free(config);
    return said;
}

TEST(a_file_goes_to_the_smallest_paper_that_it_fits_on)
{
    CHECK_STR(route(two_sizes, "auto", large_pdf), "large");
    CHECK_STR(route(two_sizes, "auto", turned_pdf), "large");
    CHECK_STR(route(two_sizes, "auto", tag_pdf), "small");
    CHECK_STR(route(two_sizes, "auto", cropped_pdf), "large");
    CHECK_STR(route(two_sizes, "auto", large_zpl), "large");
    CHECK_STR(route(two_sizes, "auto", small_zpl), "small");
    CHECK_STR(route(two_sizes, "auto", wide_zpl), "large");
}

TEST(a_label_that_says_only_its_width_is_not_turned)
{
    static const char narrow[] = "[printer large]\n" ON "language = zpl\nmedia = 4x6in\n"
                                 "[printer narrow]\n" ON "language = zpl\nmedia = 62x150mm\n";
    CHECK_STR(route(narrow, "auto", wide_zpl), "large");
    CHECK_STR(route(narrow, "auto", "^XA^PW480^XZ"), "narrow");
}

TEST(what_no_paper_fits_or_what_does_not_say_its_size_is_not_guessed)
{
    CHECK_STR(route(two_sizes, "auto", letter_pdf),
              "which printer? it is 215.9 x 279.4 mm, and no printer has paper for that; name large or small");
    CHECK_STR(route(two_sizes, "auto", no_size_pdf), "which printer? it doesn't say its size; name large or small");
}

TEST(between_two_with_the_same_paper_nothing_is_guessed_unless_they_stand_in_for_each_other)
{
    CHECK_STR(route(twins, "auto", "^XA^PW800^LL1100^XZ"), "two");
    CHECK_STR(route(twins, "auto", large_zpl), "one"); /* as it is, on paper of that very size; not drawn for TSPL */
    CHECK_STR(route(twins, "auto", large_pdf),
              "which printer? it is 101.6 x 152.4 mm, which fits the paper of several; name one or tspl");
    CHECK_STR(route(twins, "tag:dock", large_pdf), "one");
    CHECK_STR(route(twins, "document:label", large_pdf), "one");
    CHECK_STR(route(twins, "tag:cold", large_pdf), "one");
}

TEST(words_join_and_a_name_is_taken_as_it_is)
{
    CHECK_STR(route(two_sizes, "tag:dock", tag_pdf), "large");
    CHECK_STR(route(two_sizes, "small", large_pdf), "small");
    CHECK_STR(route(twins, "tag:cold+document:label", large_pdf), "one");
    CHECK_STR(route(twins, "tag:cold+document:slip", large_pdf),
              "there is no printer tag:cold+document:slip; the configuration has one, two, tspl");
    CHECK(strstr(route(twins, "tag:cold+", large_pdf), "there is no printer") != NULL);
    CHECK(strstr(route(twins, "colour:red", large_pdf), "there is no printer") != NULL);
    CHECK(strstr(route(twins, "", large_pdf), "there is no printer") != NULL);
}

TEST(a_roll_of_receipt_paper_counts_where_there_is_nothing_else)
{
    CHECK_STR(route(two_sizes, "document:slip", tag_pdf), "slips");
    CHECK_STR(route("[printer slips]\n" ON "language = escpos\nprofile = TM-T88V\n", "auto", large_pdf), "slips");
}
