#include "station/say_surplus.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static void say_out(const struct pw_order_fact *o, int64_t surplus, struct pw_say *say)
{
    char rest[sizeof say->detail];
    memcpy(rest, say->detail, sizeof rest);
    TITLE("Too much is in the box");
    DETAIL("The order changed: %lld unit%s of %.64s %s not wanted any more. “Undo” takes the last unit out, “Empty the box” "
           "all.%s%s%s",
           (long long)surplus, surplus == 1 ? "" : "s", o->too_many, surplus == 1 ? "is" : "are",
           o->boxes > 1 ? " If it lies in another box: “Void a box”, and that box's label." : "", rest[0] == '\0' ? "" : " ",
           rest);
    say->tone = "attention";
}

static void say_full(bool empty, struct pw_say *say)
{
    size_t len = strlen(say->detail);
    snprintf(say->detail + len, sizeof say->detail - len, "%s%s", len == 0 ? "" : " ",
             empty ? "This box is not needed: scan “Put the order aside”." : "Everything is in: scan “Next box” to close it.");
}

/* How many of those too many the scan was about that was taken back. */
static int64_t taken_out(const struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *o)
{
    bool component = d->item.kit.component[0] != '\0';
    int64_t units = !component ? d->item.units : d->item.units == 0 ? f->open.loose - d->item.kit.loose : 0;
    if (strcmp(component ? d->item.kit.component : d->item.sku, o->too_many) != 0)
        return 0;
    return units < o->surplus ? units : o->surplus;
}

static void say_undone(const struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *o, struct pw_say *say)
{
    int64_t units = d->item.units, out = taken_out(d, f, o), of_line = d->item.kit.component[0] == '\0' ? out : 0;
    if (o->surplus > out)
        say_out(o, o->surplus - out, say);
    else if (o->missing + units - of_line == 0 && d->item.kit.loose == 0 && d->count > 0)
        say_full(f->open_parcel.units <= units, say);
}

static const struct pw_order_fact *order_of(const struct pw_facts *f)
{
    return f->wanted.id != 0 ? &f->wanted : f->order.id != 0 ? &f->order : &f->open;
}

int64_t pw_say_surplus_of(const struct pw_facts *f)
{
    return order_of(f)->surplus;
}

void pw_say_surplus(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_order_fact *o = order_of(f);
    if (o->surplus == 0)
        return;
    if (d->outcome == PW_OUTCOME_UNDONE)
        say_undone(d, f, o, say);
    else
        say_out(o, o->surplus, say);
}

void pw_say_surplus_refusal(const struct pw_order_fact *order, struct pw_say *say)
{
    say->detail[0] = '\0';
    say_out(order, order->surplus, say);
}

void pw_say_surplus_full(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    if (d->next.pending == PW_PENDING_NONE && f->open.id != 0 && f->open.missing == 0 && f->open.surplus == 0 &&
        f->open.loose == 0)
        say_full(f->open_parcel.units == 0, say);
}
