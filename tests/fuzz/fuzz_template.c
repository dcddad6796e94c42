/*
 * Any bytes as a slip's template: every fault has a place within it, in order; what is good has no fault that is no note; what
 * isn't Mustache isn't good; what is good prints the sample.
 */
#include "document/mustache.h"
#include "document/receiptline.h"
#include "document/slip.h"
#include "document/template_check.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    int lines, line, column, faults;
};

static void see(void *user, const struct pw_template_fault *fault)
{
    struct seen *s = user;
    assert(fault->line >= 1 && fault->line <= s->lines && fault->column >= 1 && *fault->text != '\0');
    assert(fault->line > s->line || (fault->line == s->line && fault->column >= s->column));
    s->line = fault->line;
    s->column = fault->column;
    s->faults += !fault->note;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_error err = { 0 };
    struct seen seen = { .lines = 1 };
    struct pw_mustache *m = NULL;
    struct pw_slip_press *press = NULL;
    struct pw_document document = { 0 };
    if (size == 0 || size > 4096)
        return 0;
    uint8_t *exact = malloc(size);
    if (exact == NULL)
        return 0;
    memcpy(exact, data, size);
    const struct pw_template_paper paper = { .columns = 12 + data[0] % 60 };
    struct pw_bytes source = pw_bytes_of(exact, size);
    for (size_t i = 0; i < size; i++)
        seen.lines += data[i] == '\n' || data[i] == '\r';
    if (pw_slip_template_check(source, &paper, see, &seen, &err)) {
        bool good = pw_slip_template_good(source, "t", &paper, &err);
        assert(good == (seen.faults == 0));
        bool compiles = pw_mustache_compile(source, "t", &m, &err);
        assert(compiles || !good);
        if (good) {
            assert(pw_slip_press_create(&source, "t", &press, &err));
            bool laid = pw_slip_lay_out(press, pw_slip_sample(false), paper.columns, &document, &err);
            assert(laid);
        }
        pw_document_finish(&document);
        pw_slip_press_destroy(press);
        pw_mustache_destroy(m);
    }
    free(exact);
    return 0;
}
