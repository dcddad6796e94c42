#include "station/say_words.h"

#include <stdio.h>
#include <string.h>

void pw_say_put_item(char *out, size_t size, const char *sku, const char *name)
{
    if (name[0] == '\0' || strcmp(sku, name) == 0)
        snprintf(out, size, "%s", sku);
    else
        snprintf(out, size, "%s, %s", name, sku);
}

const char *pw_say_who_has(const struct pw_order_fact *order)
{
    return order->bench[0] == '\0' ? "another bench" : order->bench;
}

const struct pw_order_fact *pw_say_about(const struct pw_facts *f)
{
    if (f->order.id != 0)
        return &f->order;
    if (f->parcel_order.id != 0)
        return &f->parcel_order;
    return f->open.id != 0 ? &f->open : &f->subject_order;
}

void pw_say_kg(int64_t mg, char out[24])
{
    bool less = mg < 0;
    int64_t g = ((less ? -mg : mg) + 500) / 1000;
    snprintf(out, 24, "%s%lld.%03lld kg", less ? "-" : "", (long long)(g / 1000), (long long)(g % 1000));
}
