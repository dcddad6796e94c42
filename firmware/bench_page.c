/* The screen's state with what only the loop knows, and what the page and other programs ask for. */
#include "bench_parts.h"

#include "barcode/check_digit.h"
#include "base/json.h"
#include "kiosk/pictures.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"
#include "sim/sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAPERS_SHOWN = 12 };

static void add_barcode(json_t *list, const char *label, const char *code, const char *kind)
{
    json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "label", label, "code", code, "kind", kind));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* One of the sample articles that the open order has not. */
static void add_wrong_item(json_t *list, const json_t *lines)
{
    static const char *const skus[] = { "MUG-BLUE", "LAMP-DESK", "NOTE-A5", "TOWEL-GR", "CANDLE-3", "SPOON-WD", "BAG-COT" };
    for (size_t i = 0; i < PW_COUNT(skus); i++) {
        const json_t *line;
        size_t n;
        bool in_order = false;
        json_array_foreach(lines, n, line) in_order = in_order || strcmp(text_of(line, "sku"), skus[i]) == 0;
        if (!in_order) {
            add_barcode(list, "An item of another order", skus[i], "wrong");
            return;
        }
    }
}

/* What a carrier's label for this parcel might carry: 22 digits of USPS's form, others for each parcel. */
static void add_tracking(json_t *list, const char *parcel)
{
    char number[24];
    uint32_t hash = 2166136261;
    for (const char *p = parcel; *p != '\0'; p++)
        hash = (hash ^ (uint8_t)*p) * 16777619;
    snprintf(number, sizeof number, "940011189922%09" PRIu32, hash % 1000000000);
    number[21] = pw_check_gs1(number, 21);
    number[22] = '\0';
    add_barcode(list, "A carrier's label (binds its number)", number, "tracking");
}

/* What a person may click as if scanning it. */
static json_t *demo_barcodes(const json_t *board)
{
    json_t *list = json_array();
    const json_t *lane = json_object_get(board, "lane"), *order = json_object_get(lane, "order"),
                 *parcel = json_object_get(lane, "parcel");
    const json_t *row;
    size_t i;
    bool packing = strcmp(text_of(lane, "phase"), "packing") == 0;
    if (packing) {
        json_array_foreach(json_object_get(order, "lines"), i, row)
            add_barcode(list, text_of(row, "name"), text_of(row, "sku"), "item");
        add_wrong_item(list, json_object_get(order, "lines"));
        add_barcode(list, "A barcode that nobody knows", "9999999999994", "wrong");
    }
    if (!packing && strcmp(text_of(parcel, "status"), "packed") == 0) {
        add_barcode(list, "The label on the box (ships it)", text_of(parcel, "barcode"), "parcel");
        if (text_of(parcel, "tracking")[0] == '\0')
            add_tracking(list, text_of(parcel, "barcode"));
    }
    if (!packing) {
        json_array_foreach(json_object_get(board, "queue"), i, row)
        {
            char label[80];
            snprintf(label, sizeof label, "Order with %lld unit%s", (long long)json_integer_value(json_object_get(row, "units")),
                     json_integer_value(json_object_get(row, "units")) == 1 ? "" : "s");
            if (i < 6)
                add_barcode(list, label, text_of(row, "id"), "order");
        }
    }
    return json_pack("{s:o}", "barcodes", list);
}

static json_t *papers_json(struct pw_bench *b)
{
    json_t *out = json_array();
    for (size_t p = 0; p < b->printer_count; p++) {
        size_t count = 0;
        const struct pw_sim_paper *papers = pw_sim_printer_papers(pw_printer_transport(b->printers[p]), &count);
        for (size_t i = count > PAPERS_SHOWN ? count - PAPERS_SHOWN : 0; i < count; i++) {
            char url[64], when[21];
            uint32_t id = papers[i].number * 16 + (uint32_t)p;
            snprintf(url, sizeof url, "/v1/papers/%u.png", id);
            pw_time_format(papers[i].at_us, when);
            json_array_append_new(out, json_pack("{s:i, s:s, s:s, s:s, s:s}", "id", (int)id, "printer",
                                                 pw_config_nth(b->setup.config, "printer", p)->name, "document", papers[i].title,
                                                 "url", url, "time", when));
        }
    }
    return out;
}

void pw_bench_publish(struct pw_bench *b, const char *text)
{
    json_t *board = pw_json_load(pw_bytes_str(text), 0, NULL);
    if (board == NULL)
        return;
    if (b->setup.demo) {
        json_object_set_new(board, "papers", papers_json(b));
        json_object_set_new(board, "demo", demo_barcodes(board));
    }
    char *whole = pw_json_text(board, JSON_COMPACT);
    json_decref(board);
    if (whole == NULL)
        return;
    pw_buf_reset(&b->board);
    pw_buf_puts(&b->board, whole);
    pw_kiosk_publish(b->kiosk, "state", whole);
    free(whole);
}

static void kiosk_state(void *user, struct pw_buf *out)
{
    struct pw_bench *b = user;
    pw_buf_put(out, b->board.data, b->board.len);
}

static bool kiosk_scan(void *user, const char *scanner, struct pw_bytes text, struct pw_error *err)
{
    struct pw_bench *b = user;
    for (size_t i = 0; i < b->scanner_count; i++)
        if (b->scanners[i].scanner->impl == &pw_sim_scanner_impl &&
            (*scanner == '\0' || strcmp(b->scanners[i].name, scanner) == 0))
            return pw_sim_scanner_scan(b->scanners[i].scanner, text, err);
    return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no virtual scanner");
}

static bool kiosk_paper(void *user, uint32_t id, struct pw_buf *out)
{
    struct pw_bench *b = user;
    if (id % 16 >= b->printer_count)
        return false;
    size_t count = 0;
    const struct pw_sim_paper *papers = pw_sim_printer_papers(pw_printer_transport(b->printers[id % 16]), &count);
    for (size_t i = 0; i < count; i++)
        if (papers[i].number == id / 16) {
            pw_buf_put(out, papers[i].png.data, papers[i].png.len);
            return true;
        }
    return false;
}

static int kiosk_picture(void *user, const char *name, int64_t *ret_size)
{
    struct pw_bench *b = user;
    return pw_picture_open(pw_section_get(pw_config_section(b->setup.config, "station", ""), "pictures"), name, ret_size);
}

static bool kiosk_print(void *user, uint64_t ticket, const struct pw_kiosk_print *print)
{
    struct pw_bench *b = user;
    char source[120], key[PW_FILE_KEY_MAX + 2];
    struct pw_buf visible; /* what a program sends may hold anything */
    pw_buf_init(&visible, PW_FILE_NAME_MAX);
    pw_utf8_visible(pw_bytes_str(print->name), &visible);
    snprintf(source, sizeof source, "program %.80s", print->right);
    snprintf(key, sizeof key, "program %.80s/%s", print->right, print->key);
    const struct pw_file_request request = {
        .content = print->content,
        .name = visible.failed ? source : pw_buf_text(&visible),
        .source = source,
        .key = key,
        .printer = print->printer,
        .priority = print->priority,
        .expires_us = print->expires_s == 0 ? 0 : pw_clock_system.wall_us(&pw_clock_system) + print->expires_s * 1000000,
    };
    bool ok = pw_station_post_file(b->thread, ticket | PW_BENCH_PROGRAM, &request);
    pw_buf_finish(&visible);
    return ok;
}

static bool kiosk_job(void *user, uint64_t ticket, int64_t job)
{
    struct pw_bench *b = user;
    return pw_station_post_file_job(b->thread, ticket | PW_BENCH_PROGRAM, job);
}

bool pw_bench_open_page(struct pw_bench *b, struct pw_error *err)
{
    if (!pw_kiosk_rights_read(b->setup.config, &b->rights, &b->right_count, err))
        return false;
    const struct pw_kiosk_setup setup = { .listen = pw_section_get(pw_config_section(b->setup.config, "kiosk", ""), "listen"),
                                          .rights = b->rights,
                                          .right_count = b->right_count };
    const struct pw_kiosk_source source = { .state = kiosk_state,
                                            .scan = b->setup.demo ? kiosk_scan : NULL,
                                            .paper_png = b->setup.demo ? kiosk_paper : NULL,
                                            .picture = kiosk_picture,
                                            .user = b,
                                            .print = kiosk_print,
                                            .job = kiosk_job };
    return pw_kiosk_create(b->loop, b->log, &setup, &source, &b->kiosk, err);
}
