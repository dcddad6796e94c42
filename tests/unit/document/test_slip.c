/* The packing slip's texts end their lines between words. */
#include "document/slip.h"

#include "document/receiptline.h"
#include "test.h"

static const struct pw_slip_line lamp = { "LAMP", "Lamp", NULL, 1 };

static struct pw_slip_order sample(void)
{
    return (struct pw_slip_order){
        .order_id = "112-0000000-0000000",
        .recipient = { .name = "Freifrau Annegret von Muster-Beispielhausen",
                       .company = "Beispielwerke Gesellschaft Nord",
                       .line1 = "Langenbeispielstra\xC3\x9F"
                                "e 114, Hinterhaus links",
                       .line2 = "Attention: Receiving, Third Floor, behind the dock",
                       .city = "Garmisch-Partenkirchen am Muster",
                       .postal_code = "82467",
                       .country = "DE" },
        .sender = { .name = "Example Bindery and Sons Ltd",
                    .line1 = "12345 Example Long Road, Building 7, Door 12",
                    .city = "Springfield",
                    .country = "US" },
        .lines = &lamp,
        .line_count = 1,
        .parcel = 1,
        .parcels = 1,
    };
}

static void lay_out(const struct pw_slip_order *order, int columns, struct pw_buf *text)
{
    struct pw_slip_press *press;
    struct pw_document document = { 0 };
    struct pw_error err = { 0 };
    CHECK_OK(pw_slip_press_create(NULL, "", &press, &err), err);
    CHECK_OK(pw_slip_lay_out(press, order, columns, &document, &err), err);
    pw_buf_reset(text);
    CHECK_OK(pw_document_text(&document, text, &err), err);
    pw_document_finish(&document);
    pw_slip_press_destroy(press);
}

/* The words of line stand in text one after another, each whole, with nothing but blanks and line ends between them. */
static void check_words(const char *text, const char *line, int columns)
{
    char first[64];
    size_t n = strcspn(line, " ");
    memcpy(first, line, n);
    first[n] = '\0';
    for (const char *at = strstr(text, first); at != NULL; at = strstr(at + 1, first)) {
        const char *word = line, *p = at;
        while (*word != '\0' && strncmp(p, word, strcspn(word, " ")) == 0) {
            p += strcspn(word, " ");
            word += strcspn(word, " ");
            word += strspn(word, " ");
            if (*word != '\0' && strspn(p, " \n") == 0)
                break;
            p += *word == '\0' ? 0 : strspn(p, " \n");
        }
        if (*word == '\0')
            return;
    }
    pw_test_fail(__FILE__, __LINE__, "at %d columns, \"%s\" is not in whole words in:\n%s", columns, line, text);
}

TEST(an_address_ends_its_lines_between_words)
{
    const struct pw_slip_order order = sample();
    struct pw_buf text;
    pw_buf_init(&text, 1 << 16);
    for (int columns = 32; columns <= 64; columns++) {
        lay_out(&order, columns, &text);
        check_words(pw_buf_text(&text), order.recipient.name, columns);
        check_words(pw_buf_text(&text), order.recipient.company, columns);
        check_words(pw_buf_text(&text), order.recipient.line1, columns);
        check_words(pw_buf_text(&text), order.recipient.line2, columns);
        check_words(pw_buf_text(&text), "82467 Garmisch-Partenkirchen am Muster", columns);
        check_words(pw_buf_text(&text), order.sender.name, columns);
        check_words(pw_buf_text(&text), order.sender.line1, columns);
    }
    pw_buf_finish(&text);
}

TEST(an_address_without_a_name_loses_no_line)
{
    struct pw_slip_order order = sample();
    struct pw_buf text;
    pw_buf_init(&text, 1 << 16);
    order.recipient.name = order.sender.name = NULL;
    order.sender.company = "Example Bindery";
    lay_out(&order, 42, &text);
    check_words(pw_buf_text(&text), order.recipient.company, 42);
    check_words(pw_buf_text(&text), order.sender.company, 42);
    pw_buf_finish(&text);
}

TEST(words_longer_than_the_paper_are_all_there)
{
    struct pw_slip_order order = sample();
    struct pw_buf text;
    char word[301], got[400];
    size_t n = 0;
    for (size_t i = 0; i < 300; i++)
        word[i] = (char)('a' + i % 26);
    word[300] = '\0';
    order.recipient.line1 = word;
    pw_buf_init(&text, 1 << 16);
    lay_out(&order, 42, &text);
    const char *at = strstr(pw_buf_text(&text), "abcdefghij");
    for (const char *p = at; p != NULL && n < 300 && *p != '\0'; p++)
        if (*p != ' ' && *p != '\n')
            got[n++] = *p;
    got[n] = '\0';
    CHECK_STR(got, word);
    pw_buf_finish(&text);
}
