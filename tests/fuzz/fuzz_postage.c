/* Answers about postage: whatever the bytes are, what is said is text on one line, a label is a known kind of file and no bigger
 * than a label may be, and a shipment's number can stand in an address. The first byte says whether the rest is a label's
 * contents. */
#include "channel/amazon_postage.h"
#include "channel/shipping_v2.h"
#include "document/artwork.h"
#include "packwright/utf8.h"

#include <assert.h>
#include <stdlib.h>

static void is_line(const char *text)
{
    assert(pw_utf8_valid(pw_bytes_str(text)));
    for (const char *p = text; *p != '\0'; p++)
        assert((unsigned char)*p >= 0x20 && *p != 0x7F);
}

static void is_label(enum pw_postage_label is, const struct pw_buf *label, const char *why)
{
    bool there = is == PW_POSTAGE_LABEL_GOOD || is == PW_POSTAGE_LABEL_ODD;
    assert(there == (label->len > 0) && label->len <= PW_LABEL_MAX);
    assert((is == PW_POSTAGE_LABEL_BAD) == (why[0] != '\0'));
    assert(!there || pw_artwork_kind(pw_buf_peek(label)) != PW_ARTWORK_UNKNOWN);
}

static void answers(struct pw_bytes body)
{
    struct pw_offers offers;
    struct pw_postage_shipment s;
    struct pw_buf out;
    struct pw_error err = { 0 };
    enum pw_postage_known known;
    char tracking[64];
    pw_buf_init(&out, PW_LABEL_MAX);
    if (pw_postage_offers_read(body, &offers, &out, &err)) {
        assert(offers.count <= PW_OFFERS_MAX && pw_utf8_valid(pw_buf_peek(&out)));
        for (size_t i = 0; i < offers.count; i++) {
            const struct pw_offer *o = &offers.list[i];
            is_line(o->carrier);
            is_line(o->service);
            is_line(o->unprotected_why);
            assert(o->price_milli >= 0 && o->service_id[0] != '\0' && o->carrier[0] != '\0');
        }
        free(offers.list);
    }
    pw_buf_reset(&out);
    if (pw_postage_inputs_read(body, &out, &err))
        assert(out.len >= 2 && out.data[0] == '[');
    pw_buf_reset(&out);
    if (pw_postage_shipment_read(body, &s, &out, &err)) {
        assert(pw_postage_is_id(s.id));
        is_line(s.tracking);
        is_line(s.carrier);
        is_line(s.service);
        is_label(s.label, &out, s.label_why);
    } else {
        assert(err.code != PW_OK);
    }
    if (pw_postage_known(body, "1Z1\n1Z2", &known, tracking, &err)) {
        is_line(tracking);
        assert((known == PW_POSTAGE_BOUGHT) == (tracking[0] != '\0'));
    }
    pw_buf_finish(&out);
}

/* Shipping v2: each rate that is offered can be asked to be bought, or gives no label. */
static void shipping(struct pw_bytes body)
{
    struct pw_offers offers;
    struct pw_postage_shipment s;
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, PW_LABEL_MAX);
    if (pw_shipping_rates_read(body, &offers, &out, &err)) {
        assert(offers.count <= PW_OFFERS_MAX && pw_utf8_valid(pw_buf_peek(&out)));
        for (size_t i = 0; i < offers.count && i < 4; i++) {
            const struct pw_offer *o = &offers.list[i];
            is_line(o->carrier);
            is_line(o->service);
            is_line(o->currency);
            assert(o->price_milli >= 0 && o->offer_id[0] != '\0');
            pw_buf_reset(&out);
            if (pw_shipping_buy_body(body, o->offer_id, i % 2 == 0 ? 203 : 0, &out, &err))
                assert(out.len > 2 && out.data[0] == '{' && out.data[out.len - 1] == '}');
        }
        free(offers.list);
    }
    pw_buf_reset(&out);
    if (pw_shipping_shipment_read(body, &s, &out, &err)) {
        assert(pw_shipping_is_id(s.id));
        is_line(s.tracking);
        is_label(s.label, &out, s.label_why);
    }
    pw_buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[160];
    struct pw_buf label;
    if (size < 1)
        return 0;
    char *exact = malloc(size); /* own allocation: one byte past the end is caught */
    if (exact == NULL)
        return 0;
    memcpy(exact, data + 1, size - 1);
    if (data[0] != 'L') {
        answers(pw_bytes_of(exact, size - 1));
        shipping(pw_bytes_of(exact, size - 1));
        free(exact);
        return 0;
    }
    exact[size - 1] = '\0';
    pw_buf_init(&label, PW_LABEL_MAX);
    is_label(pw_postage_label_read(exact, "1B2M2Y8AsgTpgAmY7PhCfg==", &label, why), &label, why);
    pw_buf_finish(&label);
    free(exact);
    return 0;
}
