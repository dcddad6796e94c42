/* What is wrong in a template is named by its place in the template, wherever the mark-up that shows it came from. */
#include "base/embed.h"
#include "document/slip.h"
#include "document/template_check.h"
#include "test.h"

#include <stdlib.h>

static void note(void *user, const struct pw_template_fault *fault)
{
    pw_buf_printf(user, "%d:%d: %s%s\n", fault->line, fault->column, fault->note ? "note: " : "", fault->text);
}

static void check(const char *source, const struct pw_template_paper *paper, struct pw_buf *out)
{
    struct pw_error err = { 0 };
    uint8_t *exact = pw_test_copy(source, strlen(source));
    pw_buf_reset(out);
    CHECK_OK(pw_slip_template_check(pw_bytes_of(exact, strlen(source)), paper, note, out, &err), err);
    free(exact);
}

static const struct {
    const char *source, *faults;
} cases[] = {
    { "|{{order_id}} |{{units}}\n{{#lines}}\n{{name}} {{#name_more}}{{.}}{{/name_more}}{{#asin}}{{.}}{{/asin}}\n{{/lines}}\n",
      "" },
    { "", "" },
    /* each fault of the first language, in the order of the template */
    { "a {{/x}}\n{{}}\n{{#lines}}\n{{#sku}}\n{{/lines}}\n\xC3\xA9{{",
      "1:3: {{/x}} closes nothing\n2:1: a tag needs a name without blanks\n5:1: {{/lines}} where {{/sku}} should close line 4\n"
      "6:2: a tag opens here and isn't closed\n" },
    { "{{#lines}}\n{{#sku}}\n", "1:1: a section opens here and isn't closed\n2:1: a section opens here and isn't closed\n" },
    /* names */
    { "{{order-id}}", "1:1: a slip has no \"order-id\" here; did you mean \"order_id\"?\n" },
    { "x\n{{#lines}}\n {{skew}}{{order_id}}\n{{/lines}}", "3:2: a slip has no \"skew\" here; did you mean \"sku\"?\n" },
    { "{{#lines}}{{/lines}}{{quantity}}",
      "1:21: a slip has no \"quantity\" here; it has order_id, ordered, ship_by, service, "
      "sales_channel, recipient, recipient_first, recipient_more, recipient_lines, "
      "sender, sender_first, sender_more, sender_lines, narrow, lines, units, one_unit, gift, gift_message, barcode, gift_rows, "
      "several_parcels, parcel, parcels, has_others, others, thanks\n" },
    { "{{lines}}", "1:1: \"lines\" is a list: {{#lines}}...{{/lines}} goes through it\n" },
    { "{{> header}}", "1:1: {{>header}} prints nothing: a template has no other templates in it\n" },
    { "{{{recipient}}}{{& sku.x}}",
      "1:1: note: braces of three and & make no difference: an order's data is never mark-up\n"
      "1:16: a slip has no \"sku.x\" here; it has order_id, ordered, ship_by, service, "
      "sales_channel, recipient, recipient_first, recipient_more, recipient_lines, "
      "sender, sender_first, sender_more, sender_lines, narrow, lines, units, one_unit, gift, gift_message, barcode, gift_rows, "
      "several_parcels, parcel, parcels, has_others, others, thanks\n" },
    /* ReceiptLine, behind lines that a section repeats or leaves out */
    { "{{#lines}}\n{{name}}\n{{/lines}}\n{{! a\nb }}\n\xE4\xB8\xAD {{units}} }",
      "6:13: a brace that is no property; write \\{ or \\} for the character\n" },
    { "{{#lines}}{{sku}}\n{algin:left}\n{{/lines}}", "2:2: there is no property \"algin\"; did you mean \"align\"?\n" },
    { "{{#lines}}{width:{{quantity}},x}\n{{/lines}}", "1:18: \"x\" is no width: a number of characters, * and auto are\n" },
    { "{{^thanks}}\n{a:up}\n{{/thanks}}", "2:4: align is left, center or right, not \"up\"\n" },
    { "a\n{image:AAAA}\nb", "2:1: the image is not a PNG in base64\n" },
    { "{width:20,20,20}\na|b|c", "2:1: note: the columns' widths are more than the paper's 42 characters\n" },
    { "{width:4,*}\n|a|b|{{units}}", "2:6: column 3 is left out: the property width has 2\n" },
};

TEST(each_fault_has_its_line_and_column)
{
    const struct pw_template_paper paper = { .columns = 42 };
    struct pw_buf out;
    pw_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        check(cases[i].source, &paper, &out);
        if (strcmp(pw_buf_text(&out), cases[i].faults) != 0)
            pw_test_fail(__FILE__, __LINE__, "%s: got %s, not %s", cases[i].source, pw_buf_text(&out), cases[i].faults);
    }
    pw_buf_finish(&out);
}

TEST(what_a_model_cant_do_is_named)
{
    const struct pw_template_paper paper = { 40, pw_language_find("escpos"), pw_profile_find("TM-U220") };
    struct pw_buf out;
    CHECK(paper.profile != NULL);
    pw_buf_init(&out, 1 << 16);
    check("{{#lines}}\n{{sku}}\n{{/lines}}\n{command:drawer}\n{c:123;o:upc}\n{c:{{quantity}}}\n==\n", &paper, &out);
    CHECK(strstr(pw_buf_text(&out), "5:1: \"123\" can't be a UPC barcode") != NULL);
    CHECK(strstr(pw_buf_text(&out), "6:4: a slip has no \"quantity\" here") != NULL);
    CHECK(strstr(pw_buf_text(&out), "7:1: note: TM-U220 has no cutter") != NULL);
    CHECK(strstr(pw_buf_text(&out), "2:1") == NULL);
    pw_buf_finish(&out);
}

TEST(our_own_template_is_good_on_every_model)
{
    struct pw_error err = { 0 };
    const struct pw_profile *profile;
    for (size_t i = 0; (profile = pw_profile_nth(i)) != NULL; i++) {
        const struct pw_template_paper paper = { profile->columns, pw_language_find("escpos"), profile };
        if (profile->columns >= 32)
            CHECK_OK(pw_slip_template_good(pw_embedded("document/templates/slip.receipt"), "slip.receipt", &paper, &err), err);
    }
}

TEST(the_first_fault_is_an_error_with_its_file)
{
    struct pw_error err = { 0 };
    const struct pw_template_paper paper = { .columns = 42 };
    CHECK(!pw_slip_template_good(pw_bytes_str("{{{units}}}\n{{unit}}"), "/etc/mine.receipt", &paper, &err));
    CHECK_INT(err.code, PW_ERR_CONFIG);
    CHECK_STR(err.text, "/etc/mine.receipt:2:1: a slip has no \"unit\" here; did you mean \"units\"?");
}

TEST(a_huge_bad_template_is_told_in_a_hundred_faults)
{
    const struct pw_template_paper paper = { .columns = 42 };
    struct pw_error err = { 0 };
    struct pw_buf source, out;
    size_t lines = 0;
    pw_buf_init(&source, 1 << 20);
    pw_buf_init(&out, 1 << 20);
    for (int i = 0; i < 100000; i++)
        pw_buf_puts(&source, "{{a b}}\n");
    CHECK_OK(pw_slip_template_check(pw_buf_peek(&source), &paper, note, &out, &err), err);
    for (size_t i = 0; i < out.len; i++)
        lines += out.data[i] == '\n';
    CHECK_INT(lines, 101);
    pw_buf_finish(&source);
    pw_buf_finish(&out);
}
