#include "station/record.h"

#include "station/fields.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/*
 * What most records have in common: deflate finds it here. Frozen: a record is read with the text that it was written with. A
 * better one is a second text, with another first byte (VERSION) in the records.
 */
static const char common[] =
    "\"hold_reason\":\"\",\"notice\":\"\",\"unlisted\":true,\"surplus\":\"superseded\":true,\"reopened\":true,\"tracking\":"
    "\"1Z\","
    "\"bound_us\":1795,\"gs1\":true,\"gs1_sure\":true,\"serial\":\"\",\"lot\":\"\",\"expiry\":\"\",\"transparency\":\"serial\","
    "\"carrier\":\"UPS\",\"name\":\"UPS\",\"rule\":\"ups\",\"number\":\"\",\"checked\":true,\"weak\":true,\"strength\":"
    "\"isbn_10\":\"\",\"fnsku\":true,\"asin\":true,\"forged\":true,\"garbled\":true,\"command\":\"\",\"standing\":\"too-many\","
    "\"refusal\":\"wrong-item\",\"outcome\":\"refused\",\"pending\":\"\",\"subject\":{\"id\":,\"subject_order\":{\"id\":"
    "\"status\":\"packed\",\"status\":\"shipped\",\"slip_printed\":true,\"label_printed\":true,\"content_printed\":true,"
    "\"customs_printed\":true},\"document\":\"label\",\"document\":\"slip\",\"printer\":\"label\",\"job_status\":\"printed\","
    "\"accepted\":,\"total\":,\"evidence\":\"the printer "
    "\",\"kind\":\"job\",\"job\":{\"id\":\"kind\":\"print\",\"kind\":\"ship\","
    "\"order_parcel\":{\"id\":\"order_slip\":{\"id\":\"parcel_order\":{\"id\":\"parcel_label\":{\"id\":\"by_tracking\":true,"
    "\"wanted\":{\"id\":\"wanted_line\":{\"id\":\"wanted_parcel\":{\"id\":\"last_verification\":,\"undo_line\":{\"id\":"
    "\"status\":\"ready\",\"address_version\":1,\"units\":1,\"missing\":1},\"item_sku\":\"\",\"item_name\":\"\"},"
    "{\"state\":{\"phase\":\"packing\",\"order\":,\"parcel\":},\"event\":{\"time_us\":17950000,\"lane\":\"1\",\"device\":"
    "\"hand\","
    "\"meaning\":{\"aim\":{\"id\":\"]C1\",\"family\":3},\"text\":\"\",\"order_id\":\"11\",\"articles\":[\"0\"],\"gtin\":\"0\"},"
    "\"shown\":\"\"},\"facts\":{\"open\":{\"id\":,\"order_id\":\"11\",\"channel\":\"files\",\"status\":\"packing\","
    "\"bench\":\"bench-1\",\"lane\":\"1\",\"address_version\":1,\"units\":2,\"verified\":1,\"missing\":1},\"open_parcel\":{"
    "\"id\":,"
    "\"order\":,\"number\":1,\"barcode\":\"PWP\",\"carrier\":\"USPS\"},\"expected\":{\"id\":,\"quantity\":1,\"verified\":1,"
    "\"sku\":\"\",\"name\":\"\"},\"lines\":[{\"id\":,\"quantity\":1,\"units\":1,\"sku\":\"\",\"name\":\"\"}],\"item_sku\":\"\"},"
    "\"decision\":{\"outcome\":\"counted\",\"next\":{\"phase\":\"packing\",\"order\":,\"parcel\":},\"effects\":["
    "{\"kind\":\"claim\",\"order\":},{\"kind\":\"open-parcel\",\"order\":},{\"kind\":\"verify\",\"order\":,\"parcel\":,\"line\":,"
    "\"number\":1},{\"kind\":\"pack\",\"order\":}],\"order\":,\"parcel\":,\"line\":,\"count\":1,\"of\":1,\"item\":{\"id\":,"
    "\"quantity\":1,\"verified\":1,\"units\":1,\"sku\":\"\",\"name\":\"\"}}}";

enum { VERSION = 1, WINDOW = 13, MEMORY = 6 }; /* 8 KB of window; some 80 KB in all, taken once */

struct pw_recorder {
    z_stream stream;
    bool streaming;
    struct pw_buf json, packed, rules;
    int64_t rules_pk;
    bool taken_rules; /* rules_pk is of the text in rules */
};

bool pw_recorder_create(struct pw_recorder **ret_recorder, struct pw_error *err)
{
    struct pw_recorder *r = calloc(1, sizeof *r);
    if (r == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the journal");
    pw_buf_init(&r->json, PW_RECORD_MAX);
    pw_buf_init(&r->packed, 2 * PW_RECORD_MAX);
    pw_buf_init(&r->rules, PW_RECORD_MAX);
    r->streaming = deflateInit2(&r->stream, 1, Z_DEFLATED, -WINDOW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!r->streaming || pw_buf_room(&r->json, 16 << 10) == NULL || pw_buf_room(&r->packed, 16 << 10) == NULL) {
        pw_recorder_destroy(r);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the journal");
    }
    *ret_recorder = r;
    return true;
}

void pw_recorder_destroy(struct pw_recorder *r)
{
    if (r == NULL)
        return;
    if (r->streaming)
        deflateEnd(&r->stream);
    pw_buf_finish(&r->json);
    pw_buf_finish(&r->packed);
    pw_buf_finish(&r->rules);
    free(r);
}

static bool pack(struct pw_recorder *r, struct pw_error *err)
{
    z_stream *z = &r->stream;
    size_t most = deflateBound(z, r->json.len) + 1;
    pw_buf_reset(&r->packed);
    uint8_t *room = pw_buf_room(&r->packed, most);
    if (room == NULL || deflateReset(z) != Z_OK ||
        deflateSetDictionary(z, (const Bytef *)common, (uInt)(sizeof common - 1)) != Z_OK)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the journal");
    *room = VERSION;
    z->next_in = r->json.data;
    z->avail_in = (uInt)r->json.len;
    z->next_out = room + 1;
    z->avail_out = (uInt)(most - 1);
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "what was decided is too large for the journal");
    pw_buf_grew(&r->packed, (size_t)(z->next_out - room));
    return true;
}

bool pw_recorder_take(struct pw_recorder *r, const struct pw_state *state, const struct pw_event *event,
                      const struct pw_facts *facts, const struct pw_decision *decision, struct pw_error *err)
{
    pw_buf_reset(&r->json);
    pw_buf_puts(&r->json, "{\"state\":");
    pw_fields_write(pw_state_fields, state, &r->json);
    pw_buf_puts(&r->json, ",\"event\":");
    pw_fields_write(pw_event_fields, event, &r->json);
    pw_buf_puts(&r->json, ",\"facts\":");
    pw_fields_write(pw_facts_fields, facts, &r->json);
    pw_buf_puts(&r->json, ",\"decision\":");
    pw_fields_write(pw_decision_fields, decision, &r->json);
    pw_buf_putc(&r->json, '}');
    if (!r->taken_rules) {
        pw_buf_reset(&r->rules);
        pw_fields_write(pw_rules_fields, facts->rules, &r->rules);
    }
    return pw_buf_ok(&r->json, err) && pw_buf_ok(&r->rules, err) && pack(r, err);
}

/* The rules of this run; those of the run before are mostly the same. */
static bool put_rules(struct pw_recorder *r, struct pw_db *db, struct pw_error *err)
{
    if (r->taken_rules)
        return true;
    const char *text = pw_buf_text(&r->rules);
    return pw_db_run(db, err, "INSERT INTO journal_rules (rules) VALUES ($1) ON CONFLICT DO NOTHING", "t", text) &&
           pw_db_number(db, err, &r->rules_pk, "SELECT id FROM journal_rules WHERE rules = $1", "t", text);
}

bool pw_recorder_put(struct pw_recorder *r, struct pw_db *db, int64_t seq, struct pw_error *err)
{
    return put_rules(r, db, err) && pw_db_run(db, err, "INSERT INTO journal_facts (seq, rules_pk, seen) VALUES ($1, $2, $3)",
                                              "iib", seq, r->rules_pk, pw_buf_peek(&r->packed));
}

void pw_recorder_committed(struct pw_recorder *r)
{
    r->taken_rules = true;
}

bool pw_record_unpack(struct pw_bytes packed, struct pw_buf *out, struct pw_error *err)
{
    z_stream z = { 0 };
    if (packed.len < 2 || packed.data[0] != VERSION)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the record is of another version, or damaged");
    if (inflateInit2(&z, -WINDOW) != Z_OK)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a record");
    uint8_t *in = malloc(packed.len); /* zlib's field is not const */
    int rc = in == NULL ? Z_MEM_ERROR : inflateSetDictionary(&z, (const Bytef *)common, (uInt)(sizeof common - 1));
    if (in != NULL)
        memcpy(in, packed.data, packed.len);
    z.next_in = in == NULL ? NULL : in + 1;
    z.avail_in = (uInt)packed.len - 1;
    while (rc == Z_OK && out->len <= PW_RECORD_MAX) {
        uint8_t *room = pw_buf_room(out, 4096);
        if (room == NULL)
            break;
        z.next_out = room;
        z.avail_out = 4096;
        rc = inflate(&z, Z_NO_FLUSH);
        pw_buf_grew(out, 4096 - z.avail_out);
        if (rc == Z_OK && z.avail_in == 0 && z.avail_out == 4096)
            break;
    }
    bool ok = rc == Z_STREAM_END && z.avail_in == 0;
    inflateEnd(&z);
    free(in);
    return ok || pw_fail(err, PW_ERR_BAD_INPUT, 0, "the record is damaged");
}
