#include "station/say_packing.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const char *called(const struct pw_line_fact *line)
{
    if (line->kit.component[0] != '\0')
        return line->kit.component_name[0] != '\0' ? line->kit.component_name : line->kit.component;
    return line->name[0] != '\0' ? line->name : line->sku;
}

void pw_say_packing_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    TITLE("Not its turn yet");
    DETAIL("%.70s goes in before %.70s. Put this one down; it was not counted.", called(&f->expected), called(&d->item));
}

void pw_say_packing_opened(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    char rest[sizeof say->detail];
    if (d->doubt != PW_REFUSAL_OUT_OF_TURN)
        return;
    memcpy(rest, say->detail, sizeof rest);
    say->tone = "attention";
    TITLE("Scan %.80s first", called(&f->expected));
    DETAIL("%.60s goes in before %.60s, which was not counted.%s%s", called(&f->expected), called(&d->item),
           rest[0] == '\0' ? "" : " ", rest);
}

void pw_say_packing_opened_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size)
{
    size_t len = strlen(out);
    if (d->doubt == PW_REFUSAL_OUT_OF_TURN && len < size)
        snprintf(out + len, size - len, "; %.60s was not counted: %.60s goes in before it", d->item.sku, f->expected.sku);
}
