#include "station/say_kit.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static void next(const struct pw_kit_fact *k, char *out, size_t size)
{
    out[0] = '\0';
    if (k->next[0] != '\0')
        snprintf(out, size, "%lld x %s", (long long)k->next_units, k->next);
}

/* It was begun before its way of scanning changed. */
static void say_take_out(const struct pw_kit_fact *k, const char *kit, struct pw_say *say)
{
    TITLE("Take the begun kit out");
    DETAIL(
        "%s is scanned as a whole now, and %lld component%s of one %s in the box. Scan “Undo” until %s, then the kit's barcode.",
        kit, (long long)k->loose, k->loose == 1 ? "" : "s", k->loose == 1 ? "is" : "are",
        k->loose == 1 ? "it is out" : "they are out");
}

void pw_say_kit_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_kit_fact *k = &d->item.kit;
    char rest[100];
    next(k, rest, sizeof rest);
    if (k->component[0] != '\0') {
        snprintf(say->came, sizeof say->came, "%s%s%s", k->component_name, k->component_name[0] == '\0' ? "" : ", ",
                 k->component);
        snprintf(say->expected, sizeof say->expected, "%s", rest);
    }
    switch (d->refusal) {
    case PW_REFUSAL_KIT_WHOLE:
        TITLE("Scan the kit itself");
        DETAIL("%s is in kit %s, which is scanned as a whole. Scan the kit's own barcode; nothing was counted.", k->component,
               d->item.sku);
        snprintf(say->expected, sizeof say->expected, "%s", d->item.sku);
        if (k->loose > 0)
            say_take_out(k, d->item.sku, say);
        break;
    case PW_REFUSAL_KIT_COMPONENTS:
        TITLE("Scan the kit's components");
        if (k->captures[0] != '\0')
            DETAIL("A number, lot or date of %s in it is captured, so each component of %s is scanned, %lld for one. Nothing was "
                   "counted.",
                   k->captures, d->item.sku, (long long)k->size);
        else
            DETAIL("Of %s each component is scanned, %lld for one. Nothing was counted.", d->item.sku, (long long)k->size);
        snprintf(say->expected, sizeof say->expected, "%s", rest);
        break;
    case PW_REFUSAL_KIT_BEGUN:
        TITLE("A kit of it is begun already");
        DETAIL("%lld component%s of %s %s in the box. Scan the rest of that kit%s%s, or take them out with “Undo”.",
               (long long)k->loose, k->loose == 1 ? "" : "s", d->item.sku, k->loose == 1 ? "is" : "are",
               rest[0] == '\0' ? "" : ": ", rest);
        if (k->scan == PW_KIT_WHOLE)
            say_take_out(k, d->item.sku, say);
        break;
    case PW_REFUSAL_KIT_HAS_IT:
        say->tone = "too-many";
        TITLE("This kit has it already");
        if (k->loose == 0 && k->have + d->item.units <= k->each) {
            TITLE("Another kit is begun");
            DETAIL("Of %s one at a time is collected. Put this one back, scan the rest of the kit that lies in the box, and then "
                   "this.",
                   d->item.sku);
        } else
            DETAIL("One %s takes %lld of %s. Put this one back; scan %s%s first.", d->item.sku, (long long)k->each, k->component,
                   rest[0] == '\0' ? "the rest of the kit" : rest, rest[0] == '\0' ? "" : " of the same kit");
        break;
    case PW_REFUSAL_KIT_OPEN:
        TITLE("A kit is not whole yet");
        DETAIL(
            "%lld unit%s in the box belong%s to a kit that lacks something. Scan the rest of it, or take them out with “Undo”.",
            (long long)f->open.loose, f->open.loose == 1 ? "" : "s", f->open.loose == 1 ? "s" : "");
        break;
    default: /* too many */
        say->tone = "too-many";
        if (k->component[0] != '\0' && k->each == 0) { /* it was one when it was scanned */
            TITLE("It is not in the kit any more");
            DETAIL("%s is no component of %s now: its list changed. Take it out; it was not counted.", k->component, d->item.sku);
            say->expected[0] = '\0';
            break;
        }
        TITLE("One too many");
        if (d->item.units > 1)
            DETAIL("The case holds %lld of %s, and the kits to come take %lld. Nothing was counted.", (long long)d->item.units,
                   k->component, (long long)(k->each * (d->item.quantity - d->item.verified) - k->have));
        else
            DETAIL("All %lld of %s have their %s already. Take this one out; it was not counted.", (long long)d->item.quantity,
                   d->item.sku, k->component);
        break;
    }
}

void pw_say_kit_counted(const struct pw_decision *d, struct pw_say *say)
{
    const struct pw_kit_fact *k = &d->item.kit;
    int64_t loose = k->loose + d->item.units, begun = k->each == 0 ? 1 : (k->have + d->item.units + k->each - 1) / k->each;
    begun = begun > k->begun ? begun : k->begun;
    char rest[100];
    next(k, rest, sizeof rest);
    if (rest[0] == '\0' && k->have + d->item.units < k->each)
        snprintf(rest, sizeof rest, "%lld x %s", (long long)(k->each - k->have - d->item.units), k->component);
    TITLE("Scan the rest of the kit");
    DETAIL("%s is in: %lld of %lld for %s.%s%s", k->component, (long long)loose, (long long)(k->size * begun), d->item.sku,
           rest[0] == '\0' ? "" : " Next: ", rest);
}

const char *pw_say_loose(int64_t loose, char *out, size_t size)
{
    out[0] = '\0';
    if (loose > 0)
        snprintf(out, size, " and %lld component%s of a kit", (long long)loose, loose == 1 ? "" : "s");
    return out;
}

void pw_say_kit_item(const struct pw_line_fact *line, char *out, size_t size)
{
    if (line->kit.component[0] == '\0')
        snprintf(out, size, "%s", line->sku);
    else
        snprintf(out, size, "%s of %s", line->kit.component, line->sku);
}
