/* What the Selling Partner API says and is asked: orders, errors, tokens, confirmations. Amazon's own sandbox answers are read
 * where they are. */
#include "test.h"

#include "channel/amazon_auth.h"
#include "channel/amazon_confirm.h"
#include "channel/amazon_error.h"
#include "channel/amazon_orders.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- orders ---- */

static struct told {
    int lines, shipped, others, bad;
    char last[40];
} told;

static void on_order(void *user, const char *order_id, enum pw_amazon_fate fate)
{
    (void)user;
    snprintf(told.last, sizeof told.last, "%s", order_id);
    told.lines += fate == PW_AMAZON_ORDER_LINES;
    told.shipped += fate == PW_AMAZON_ORDER_SHIPPED;
    told.others += fate == PW_AMAZON_ORDER_OTHERS;
    told.bad += fate == PW_AMAZON_ORDER_BAD;
}

struct memory {
    struct pw_bytes left;
};

static ssize_t read_memory(void *user, void *into, size_t len)
{
    struct memory *m = user;
    size_t n = m->left.len < len ? m->left.len : len;
    if (n > 0)
        memcpy(into, m->left.data, n);
    m->left = pw_bytes_of(m->left.data + n, m->left.len - n);
    return (ssize_t)n;
}

static struct pw_buf lines;

static bool read_orders(const char *json, size_t len)
{
    struct pw_amazon_page page;
    struct pw_error err = { 0 };
    memset(&told, 0, sizeof told);
    pw_buf_finish(&lines);
    pw_buf_init(&lines, 1 << 24);
    bool ok = pw_amazon_orders_read(pw_bytes_of(json, len), &lines, on_order, NULL, &page, &err);
    pw_buf_finish(&page.next);
    return ok;
}

/* The record at a place among the lines, as the reader of order files has it. */
static struct pw_order_record record_at(int place, struct pw_order_file **ret_file)
{
    struct memory m = { pw_buf_peek(&lines) };
    struct pw_order_record record = { 0 };
    struct pw_line_refusal refusal = { 0 };
    struct pw_error err = { 0 };
    CHECK_OK(pw_order_file_open((struct pw_source){ read_memory, &m }, &pw_amazon_api_format, ret_file, &err), err);
    for (int i = 0; i <= place; i++)
        if (pw_order_file_next(*ret_file, &record, &refusal, &err) != PW_ORDER_RECORD)
            pw_test_fail(__FILE__, __LINE__, "line %d: %s %s", i, refusal.column, refusal.reason);
    return record;
}

/* An order of the form in Amazon's model; the status and what else is between it are given. */
static const char *order(const char *status, const char *more)
{
    static char json[4000];
    snprintf(
        json, sizeof json,
        "{\"order\":{\"orderId\":\"902-3159896-1390916\",\"createdTime\":\"2026-11-20T10:00:00.123Z\",\"lastUpdatedTime\":"
        "\"2026-11-20T11:00:00Z\",\"programs\":[\"PRIME\",\"AMAZON_BUSINESS\"],\"salesChannel\":{\"channelName\":\"AMAZON\","
        "\"marketplaceId\":\"A33AVAJ2PDY3EV\",\"marketplaceName\":\"Amazon.com.tr\"},\"recipient\":{\"deliveryAddress\":{"
        "\"name\":\"Ada\\tSample\",\"companyName\":\"Sample & Sons\",\"addressLine1\":\"1 Lane\",\"addressLine2\":\"Flat 2\","
        "\"addressLine3\":\"Back door\",\"city\":\"Istanbul\",\"districtOrCounty\":\"Beyoglu\",\"stateOrRegion\":\"Istanbul\","
        "\"postalCode\":\"34430\",\"countryCode\":\"TR\"}},\"fulfillment\":{\"fulfillmentStatus\":\"%s\",\"fulfilledBy\":"
        "\"MERCHANT\",\"fulfillmentServiceLevel\":\"EXPEDITED\",\"shipByWindow\":{\"latestDateTime\":"
        "\"2026-11-24T07:59:59Z\"}},\"orderItems\":[{\"orderItemId\":\"0012345678901\",\"quantityOrdered\":3,\"product\":{"
        "\"asin\":\"B000SAMPLE\",\"title\":\"A mug\",\"sellerSku\":\"MUG\"},\"proceeds\":{\"breakdowns\":[{\"type\":\"TAX\","
        "\"subtotal\":{\"amount\":\"1.00\",\"currencyCode\":\"TRY\"}},{\"type\":\"ITEM\",\"subtotal\":{\"amount\":\"29.97\","
        "\"currencyCode\":\"TRY\"}}]},\"fulfillment\":{\"quantityFulfilled\":1,\"quantityUnfulfilled\":2}%s}]}}",
        status, more);
    return json;
}

TEST(an_order_is_lines_of_a_report)
{
    const char *json = order("PARTIALLY_SHIPPED", ",\"cancellation\":{\"cancellationRequest\":{\"requester\":\"BUYER\","
                                                  "\"cancelReason\":\"Ordered by mistake\"}}");
    struct pw_order_file *file;
    CHECK(read_orders(json, strlen(json)));
    CHECK_INT(told.lines, 1);
    struct pw_order_record r = record_at(0, &file);
    CHECK_STR(r.text[PW_OF_ORDER_ID], "902-3159896-1390916");
    CHECK_STR(r.text[PW_OF_ITEM_ID], "0012345678901");
    CHECK_STR(r.text[PW_OF_SKU], "MUG");
    CHECK_INT(r.ordered, 3);
    CHECK_INT(r.shipped, 1);
    CHECK_INT(r.quantity, 2);
    CHECK_STR(r.text[PW_OF_RECIPIENT], "Ada Sample");
    CHECK_STR(r.text[PW_OF_ADDRESS_1], "Sample & Sons");
    CHECK_STR(r.text[PW_OF_ADDRESS_2], "1 Lane");
    CHECK_STR(r.text[PW_OF_ADDRESS_3], "Flat 2, Back door, Beyoglu");
    CHECK_STR(r.text[PW_OF_CITY], "Istanbul");
    CHECK_STR(r.text[PW_OF_COUNTRY], "TR");
    CHECK(!r.cancelled && !r.pending && r.cancel_requested);
    CHECK_STR(r.text[PW_OF_CANCEL_REASON], "Ordered by mistake");
    CHECK_INT(r.ship_by_us, INT64_C(1795507199000000));
    CHECK(strstr(r.order_extra, "\"marketplace-id\":\"A33AVAJ2PDY3EV\"") != NULL);
    CHECK(strstr(r.order_extra, "\"is-prime\":\"true\"") != NULL);
    CHECK(strstr(r.line_extra, "\"item-price\":\"29.97\"") != NULL);
    pw_order_file_close(file);
}

TEST(what_becomes_of_an_order_is_its_status)
{
    static const struct {
        const char *status;
        int lines, shipped, others, bad;
        bool pending, cancelled;
    } cases[] = {
        { "UNSHIPPED", 1, 0, 0, 0, false, false },
        { "PENDING", 1, 0, 0, 0, true, false },
        { "PENDING_AVAILABILITY", 1, 0, 0, 0, true, false },
        { "CANCELLED", 1, 0, 0, 0, false, true },
        { "SHIPPED", 0, 1, 0, 0, false, false },
        { "UNFULFILLABLE", 0, 0, 1, 0, false, false },
        { "", 0, 0, 0, 1, false, false },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        const char *json = order(cases[i].status, "");
        struct pw_order_file *file;
        CHECK(read_orders(json, strlen(json)));
        CHECK_INT(told.lines, cases[i].lines);
        CHECK_INT(told.shipped, cases[i].shipped);
        CHECK_INT(told.others, cases[i].others);
        CHECK_INT(told.bad, cases[i].bad);
        if (cases[i].lines == 0)
            continue;
        struct pw_order_record r = record_at(0, &file);
        CHECK_INT(r.pending, cases[i].pending);
        CHECK_INT(r.cancelled, cases[i].cancelled);
        pw_order_file_close(file);
    }
}

TEST(rubbish_is_no_order)
{
    static const char *const rubbish[] = {
        "", "{", "[]", "null", "{\"orders\":7}", "{\"order\":[]}", "\"orders\"", "{\"errors\":[]}",
    };
    for (size_t i = 0; i < PW_COUNT(rubbish); i++)
        CHECK(!read_orders(rubbish[i], strlen(rubbish[i])));
    static const char odd[] = "{\"orders\":[null,7,{},{\"orderId\":5},{\"orderId\":\"x\",\"fulfillment\":{\"fulfillmentStatus\":"
                              "\"UNSHIPPED\"},\"orderItems\":[null,{\"quantityOrdered\":\"3\"}]}]}";
    CHECK(read_orders(odd, strlen(odd)));
    CHECK_INT(told.bad, 4);
    CHECK_INT(told.lines, 1); /* whose lines the reader of files refuses */
}

/* ---- Amazon's own answers ---- */

static json_t *sandbox(void)
{
    const char *shared = pw_test_shared();
    char path[500];
    size_t len;
    if (shared == NULL)
        pw_test_skip("no shared reference data here ($PACKWRIGHT_SHARED)");
    snprintf(path, sizeof path, "%s/amazon/sandbox-cases.json", shared);
    char *text = pw_test_read(path, &len);
    json_t *root = json_loads(text, 0, NULL);
    free(text);
    CHECK(root != NULL);
    return root;
}

TEST(every_answer_of_the_sandbox_means_something)
{
    json_t *root = sandbox(), *one;
    size_t i;
    int done = 0, refused = 0, missing = 0, orders = 0;
    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        struct pw_web_answer answer = { .status = (int)json_integer_value(json_object_get(one, "status")) };
        struct pw_amazon_meaning m;
        char *body = json_dumps(json_object_get(one, "response"), JSON_ENCODE_ANY);
        answer.body = body == NULL ? pw_bytes_of("", 0) : pw_bytes_str(body);
        pw_amazon_meaning_of(&answer, &m);
        CHECK((m.words[0] == '\0') == (m.verdict == PW_AMAZON_DONE));
        CHECK((answer.status < 300) == (m.verdict == PW_AMAZON_DONE));
        done += m.verdict == PW_AMAZON_DONE;
        refused += m.verdict == PW_AMAZON_REFUSED;
        missing += m.verdict == PW_AMAZON_MISSING;
        bool is_orders = strcmp(json_string_value(json_object_get(one, "api")), "orders_2026-01-01") == 0;
        bool read = read_orders((const char *)answer.body.data, answer.body.len);
        if (is_orders) {
            CHECK_INT(read, answer.status == 200);
            CHECK_INT(told.bad, 0);
            orders += told.lines + told.shipped + told.others;
        }
        struct pw_error err = { 0 };
        enum pw_amazon_known known;
        int64_t seconds;
        char token[PW_AMAZON_TOKEN_MAX + 1];
        bool has_order = pw_amazon_confirm_known(answer.body, "{\"tracking_number\":\"1Z\"}", 1, &known, &err);
        CHECK_INT(has_order, is_orders && read && strstr(body, "{\"order\":") == body);
        CHECK(!pw_amazon_token_read(answer.body, token, &seconds, &err));
        free(body);
    }
    json_decref(root);
    CHECK(done > 100 && refused > 50 && orders >= 6);
    (void)missing;
}

/* ---- errors ---- */

static struct pw_amazon_meaning meaning(int status, const char *body)
{
    struct pw_web_answer answer = { .status = status, .body = pw_bytes_str(body) };
    struct pw_amazon_meaning m;
    pw_amazon_meaning_of(&answer, &m);
    return m;
}

TEST(what_is_asked_again_and_what_is_not)
{
    static const struct {
        int status;
        const char *body;
        enum pw_amazon_verdict verdict;
        const char *words; /* a part of the sentence */
    } cases[] = {
        { 204, "", PW_AMAZON_DONE, "" },
        { 400, "{\"errors\":[{\"code\":\"InvalidInput\",\"message\":\"Bad carrier\",\"details\":\"carrierCode\"}]}",
          PW_AMAZON_REFUSED, "Bad carrier carrierCode" },
        { 400,
          "{\"errors\":[{\"code\":\"InvalidInput\",\"message\":\"Failed to create package due to not finding a matching package"
          " or order already fulfilled. PackageToUpdateNotFound\"}]}",
          PW_AMAZON_NOT_SO, "looked up" },
        { 400,
          "{\"errors\":[{\"code\":\"Unauthorized\",\"message\":\"x\",\"details\":\"Access token is missing in the request"
          " header.\"}]}",
          PW_AMAZON_FORBIDDEN, "roles" },
        { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"The request has an invalid grant parameter\"}",
          PW_AMAZON_FORBIDDEN, "refresh token" },
        { 401, "{\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed\"}", PW_AMAZON_FORBIDDEN,
          "180 days" },
        { 403,
          "{\"errors\":[{\"code\":\"Unauthorized\",\"message\":\"Access to requested resource is denied.\",\"details\":\"The"
          " access token you provided has expired.\"}]}",
          PW_AMAZON_SIGN_IN, "expired" },
        { 403,
          "{\"errors\":[{\"code\":\"Unauthorized\",\"message\":\"Access to requested resource is denied.\",\"details\":\"\"}]}",
          PW_AMAZON_FORBIDDEN, "roles" },
        { 404, "", PW_AMAZON_MISSING, "no such order" },
        { 413, "", PW_AMAZON_REFUSED, "413" },
        { 429, "{\"errors\":[{\"code\":\"QuotaExceeded\"}]}", PW_AMAZON_LATER, "quota" },
        { 500, "rubbish", PW_AMAZON_UNKNOWN, "looked up" },
        { 503, "", PW_AMAZON_UNKNOWN, "looked up" },
        { 302, "", PW_AMAZON_REFUSED, "302" },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        struct pw_amazon_meaning m = meaning(cases[i].status, cases[i].body);
        if (m.verdict != cases[i].verdict || strstr(m.words, cases[i].words) == NULL)
            pw_test_fail(__FILE__, __LINE__, "case %zu (%d): %d, %s", i, cases[i].status, (int)m.verdict, m.words);
    }
    static const enum pw_amazon_verdict of_fault[PW_WEB_FAULTS] = {
        [PW_WEB_ANSWERED] = PW_AMAZON_DONE,      [PW_WEB_UNREACHED] = PW_AMAZON_LATER, [PW_WEB_UNTRUSTED] = PW_AMAZON_LATER,
        [PW_WEB_UNANSWERED] = PW_AMAZON_UNKNOWN, [PW_WEB_TOO_BIG] = PW_AMAZON_UNKNOWN,
    };
    for (int f = 0; f < PW_WEB_FAULTS; f++) {
        struct pw_web_answer answer = { .fault = (enum pw_web_fault)f, .status = f == PW_WEB_ANSWERED ? 200 : 0 };
        struct pw_amazon_meaning m;
        pw_amazon_meaning_of(&answer, &m);
        CHECK_INT(m.verdict, of_fault[f]);
    }
}

TEST(what_amazon_says_is_a_sentence_and_no_command)
{
    struct pw_amazon_meaning m =
        meaning(400, "{\"errors\":[{\"code\":\"x\",\"message\":\"\\u001b[2J\\nline\\u0000two\\ud800\",\"details\":\"\"}]}");
    for (const char *p = m.words; *p != '\0'; p++)
        CHECK((unsigned char)*p >= 0x20 && *p != 0x7F);
}

/* ---- signing in ---- */

static void put_file(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0 && chmod(path, mode) == 0);
}

TEST(credentials_are_read_from_a_file_that_nobody_else_may_read)
{
    static const char good[] = "# a shop\nclient-id = amzn1.id\nclient-secret=s3cr=t\r\n\n refresh-token = Atzr|x/y+z \n";
    struct pw_amazon_credentials c;
    struct pw_error err = { 0 };
    char path[300];
    snprintf(path, sizeof path, "%s/secrets", pw_test_tmp());
    put_file(path, good, 0600);
    CHECK_OK(pw_amazon_credentials_read(path, &c, &err), err);
    CHECK_STR(c.client_id, "amzn1.id");
    CHECK_STR(c.client_secret, "s3cr=t");
    CHECK_STR(c.refresh_token, "Atzr|x/y+z");
    struct pw_buf form;
    pw_buf_init(&form, 1000);
    pw_amazon_token_form(&c, &form);
    CHECK_STR(pw_buf_text(&form),
              "grant_type=refresh_token&refresh_token=Atzr%7Cx%2Fy%2Bz&client_id=amzn1.id&client_secret=s3cr%3Dt");
    pw_buf_finish(&form);
    put_file(path, good, 0640);
    CHECK(!pw_amazon_credentials_read(path, &c, &err) && err.code == PW_ERR_ACCESS && strstr(err.text, "chmod 600") != NULL);
    put_file(path, "client-id = a\nclient-secret = TOPSECRET\n", 0600);
    CHECK(!pw_amazon_credentials_read(path, &c, &err) && strstr(err.text, "refresh-token") != NULL);
    CHECK(strstr(err.text, "TOPSECRET") == NULL && c.client_secret[0] == '\0');
    put_file(path, "client-id = a\nTOPSECRET\n", 0600);
    CHECK(!pw_amazon_credentials_read(path, &c, &err) && strstr(err.text, ":2:") != NULL &&
          strstr(err.text, "TOPSECRET") == NULL);
    snprintf(path, sizeof path, "%s/none", pw_test_tmp());
    CHECK(!pw_amazon_credentials_read(path, &c, &err) && err.code == PW_ERR_NOT_FOUND);
}

TEST(a_token_is_one_that_can_stand_in_a_header)
{
    char token[PW_AMAZON_TOKEN_MAX + 1], long_one[3000], json[3100];
    struct pw_error err = { 0 };
    int64_t seconds;
    CHECK_OK(pw_amazon_token_read(pw_bytes_str("{\"access_token\":\"Atza|x\",\"expires_in\":3600}"), token, &seconds, &err), err);
    CHECK_STR(token, "Atza|x");
    CHECK_INT(seconds, 3600);
    static const char *const bad[] = {
        "{}",
        "",
        "{\"access_token\":\"\",\"expires_in\":3600}",
        "{\"access_token\":\"a\\r\\nx-evil: 1\",\"expires_in\":3600}",
        "{\"access_token\":\"a b\",\"expires_in\":3600}",
        "{\"access_token\":\"a\",\"expires_in\":0}",
        "{\"access_token\":\"a\",\"expires_in\":\"3600\"}",
        "{\"access_token\":7,\"expires_in\":3600}",
    };
    for (size_t i = 0; i < PW_COUNT(bad); i++)
        CHECK(!pw_amazon_token_read(pw_bytes_str(bad[i]), token, &seconds, &err));
    memset(long_one, 'a', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    snprintf(json, sizeof json, "{\"access_token\":\"%s\",\"expires_in\":3600}", long_one);
    CHECK(!pw_amazon_token_read(pw_bytes_str(json), token, &seconds, &err));
}

/* ---- confirmations ---- */

static const char payload[] =
    "{\"carrier_code\":\"UPS\",\"carrier_name\":\"\",\"items\":[{\"order_item_id\":\"001\",\"quantity\":2,\"transparency_codes\":"
    "[\"AZ1\",\"AZ2\"]},{\"order_item_id\":\"002\",\"quantity\":1}],\"order_id\":\"902-3159896-1390916\",\"ship_date\":"
    "\"2026-11-23T15:04:05Z\",\"ship_method\":\"UPS Ground\",\"tracking_number\":\"1Z5R89390357567127\"}";

TEST(a_confirmation_is_what_amazon_wants_and_nothing_else)
{
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, 10000);
    CHECK_OK(pw_amazon_confirm_body(payload, "ATVPDKIKX0DER", 3, &out, &err), err);
    json_t *is = json_loads(pw_buf_text(&out), 0, NULL);
    json_t *should =
        json_loads("{\"marketplaceId\":\"ATVPDKIKX0DER\",\"packageDetail\":{\"packageReferenceId\":\"3\",\"carrierCode\":"
                   "\"UPS\",\"shippingMethod\":\"UPS Ground\",\"trackingNumber\":\"1Z5R89390357567127\",\"shipDate\":"
                   "\"2026-11-23T15:04:05Z\",\"orderItems\":[{\"orderItemId\":\"001\",\"quantity\":2,"
                   "\"transparencyCodes\":[\"AZ1\",\"AZ2\"]},{\"orderItemId\":\"002\",\"quantity\":1}]}}",
                   0, NULL);
    CHECK(json_equal(is, should));
    json_decref(is);
    json_decref(should);
    static const char *const bad[] = { "{}", "rubbish", "{\"tracking_number\":\"1Z\",\"carrier_code\":\"Other\",\"items\":[{}]}",
                                       "{\"tracking_number\":\"1Z\",\"carrier_code\":\"UPS\",\"items\":[]}" };
    for (size_t i = 0; i < PW_COUNT(bad); i++)
        CHECK(!pw_amazon_confirm_body(bad[i], "x", 1, &out, &err) && err.code == PW_ERR_BAD_INPUT);
    pw_buf_finish(&out);
}

static enum pw_amazon_known known(const char *status, const char *packages)
{
    char json[1000];
    enum pw_amazon_known k;
    struct pw_error err = { 0 };
    snprintf(json, sizeof json, "{\"order\":{\"fulfillment\":{\"fulfillmentStatus\":\"%s\"},\"packages\":%s}}", status, packages);
    CHECK_OK(pw_amazon_confirm_known(pw_bytes_str(json), payload, 3, &k, &err), err);
    return k;
}

TEST(what_is_read_back_says_whether_it_was_done)
{
    static const char ours[] = "[{\"packageReferenceId\":\"3\",\"trackingNumber\":\"1Z 5R8 939 0357567127\"}]";
    static const char other[] = "[{\"packageReferenceId\":\"3\",\"trackingNumber\":\"1Z000\"}]";
    static const char another[] = "[{\"packageReferenceId\":\"2\",\"trackingNumber\":\"1Z5R89390357567127\"}]";
    CHECK_INT(known("SHIPPED", ours), PW_AMAZON_KNOWS);
    CHECK_INT(known("PARTIALLY_SHIPPED", ours), PW_AMAZON_KNOWS);
    CHECK_INT(known("UNSHIPPED", "[]"), PW_AMAZON_LACKS);
    CHECK_INT(known("PARTIALLY_SHIPPED", another), PW_AMAZON_LACKS);
    CHECK_INT(known("SHIPPED", "[]"), PW_AMAZON_OTHERWISE);
    CHECK_INT(known("SHIPPED", other), PW_AMAZON_OTHERWISE);
    CHECK_INT(known("CANCELLED", "[]"), PW_AMAZON_OTHERWISE);
    enum pw_amazon_known k;
    struct pw_error err = { 0 };
    static const char *const rubbish[] = { "", "{}", "{\"order\":7}", "{\"order\":{}}", "<html>" };
    for (size_t i = 0; i < PW_COUNT(rubbish); i++)
        CHECK(!pw_amazon_confirm_known(pw_bytes_str(rubbish[i]), payload, 3, &k, &err));
}

TEST(marketplaces_know_where_they_are)
{
    CHECK_STR(pw_amazon_marketplace("ATVPDKIKX0DER")->country, "US");
    CHECK_STR(pw_amazon_marketplace("A1PA6795UKMFR9")->region, "eu");
    CHECK(pw_amazon_marketplace("ATVPDKIKX0DE") == NULL);
    CHECK_STR(pw_amazon_host("fe", false), "https://sellingpartnerapi-fe.amazon.com");
    CHECK_STR(pw_amazon_host("eu", true), "https://sandbox.sellingpartnerapi-eu.amazon.com");
    CHECK(pw_amazon_host("xx", false) == NULL);
}
