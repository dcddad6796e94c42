/* What can be asked for: the page and its parts, the state, pictures, and (in the demo) a scan. */
#include "base/embed.h"
#include "base/json.h"
#include "kiosk/pictures.h"
#include "kiosk/server.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum MHD_Result kiosk_respond(struct MHD_Connection *connection, unsigned status, const char *type, struct MHD_Response *response)
{
    static const char *const headers[][2] = {
        { "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'" },
        { "X-Content-Type-Options", "nosniff" },
        { "X-Frame-Options", "DENY" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cache-Control", "no-store" },
    };
    if (response == NULL)
        return MHD_NO;
    for (size_t i = 0; i < PW_COUNT(headers); i++)
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result respond_copy(struct MHD_Connection *connection, unsigned status, const char *type, struct pw_bytes text)
{
    return kiosk_respond(connection, status, type,
                         MHD_create_response_from_buffer(text.len, (void *)(uintptr_t)text.data, MHD_RESPMEM_MUST_COPY));
}

enum MHD_Result kiosk_respond_json(struct MHD_Connection *connection, unsigned status, const char *json)
{
    return respond_copy(connection, status, "application/json", pw_bytes_str(json));
}

enum MHD_Result kiosk_refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
    char text[400];
    struct pw_buf out;
    pw_buf_init(&out, sizeof text);
    pw_buf_printf(&out, "%.300s\n", why);
    enum MHD_Result result = respond_copy(connection, status, "text/plain; charset=utf-8", pw_buf_peek(&out));
    pw_buf_finish(&out);
    return result;
}

/* Gives out to the connection, or says that it couldn't be made. */
static enum MHD_Result respond_buf(struct MHD_Connection *connection, const char *type, struct pw_buf *out)
{
    struct pw_error err;
    enum MHD_Result result = pw_buf_ok(out, &err) ? respond_copy(connection, MHD_HTTP_OK, type, pw_buf_peek(out))
                                                  : kiosk_refuse(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, err.text);
    pw_buf_finish(out);
    return result;
}

/* index.html, with this process's token in its place. */
static enum MHD_Result page(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)rest, (void)body;
    static const char mark[] = "@TOKEN@";
    struct pw_bytes file = pw_embedded("kiosk/page/index.html");
    const char *text = (const char *)file.data, *at = text == NULL ? NULL : strstr(text, mark);
    if (at == NULL)
        return kiosk_refuse(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "the page is not in this program");
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    pw_buf_put(&out, text, (size_t)(at - text));
    pw_buf_puts(&out, kiosk->token);
    pw_buf_puts(&out, at + sizeof mark - 1);
    return respond_buf(connection, "text/html; charset=utf-8", &out);
}

static const char *type_of(const char *name)
{
    static const char *const types[][2] = { { ".css", "text/css; charset=utf-8" },
                                            { ".js", "text/javascript; charset=utf-8" },
                                            { ".svg", "image/svg+xml" },
                                            { ".png", "image/png" } };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < PW_COUNT(types); i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    return NULL;
}

static enum MHD_Result asset(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)kiosk, (void)body;
    char name[128];
    const char *type = type_of(rest);
    struct pw_bytes file = { 0 };
    if (type != NULL && snprintf(name, sizeof name, "kiosk/page/%s", rest) < (int)sizeof name)
        file = pw_embedded(name); /* a list of names: no path leads out of it */
    if (file.data == NULL)
        return kiosk_refuse(connection, MHD_HTTP_NOT_FOUND, "there is no such file");
    return kiosk_respond(connection, MHD_HTTP_OK, type,
                         MHD_create_response_from_buffer(file.len, (void *)(uintptr_t)file.data, MHD_RESPMEM_PERSISTENT));
}

static enum MHD_Result state(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)rest, (void)body;
    struct pw_buf out;
    pw_buf_init(&out, 4 << 20);
    kiosk->source.state(kiosk->source.user, &out);
    if (out.len > 0)
        return respond_buf(connection, "application/json", &out);
    pw_buf_finish(&out);
    return kiosk_refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "the station is starting; ask again in a moment");
}

static enum MHD_Result paper(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)body;
    size_t digits = strspn(rest, "0123456789");
    struct pw_buf out;
    pw_buf_init(&out, 16 << 20);
    bool found = digits > 0 && digits < 10 && strcmp(rest + digits, ".png") == 0 && kiosk->source.paper_png != NULL &&
                 kiosk->source.paper_png(kiosk->source.user, (uint32_t)strtoul(rest, NULL, 10), &out);
    if (found)
        return respond_buf(connection, "image/png", &out);
    pw_buf_finish(&out);
    return kiosk_refuse(connection, MHD_HTTP_NOT_FOUND, "there is no such paper (any more)");
}

static enum MHD_Result picture(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)body;
    int64_t size = 0;
    const char *type = pw_picture_type(rest);
    int fd = type == NULL || kiosk->source.picture == NULL ? -1 : kiosk->source.picture(kiosk->source.user, rest, &size);
    if (fd < 0)
        return kiosk_refuse(connection, MHD_HTTP_NOT_FOUND, "there is no such picture");
    return kiosk_respond(connection, MHD_HTTP_OK, type, MHD_create_response_from_fd((size_t)size, fd));
}

static enum MHD_Result barcode(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)kiosk, (void)rest, (void)body;
    const char *text = NULL;
    size_t len = 0;
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, 65536);
    if (MHD_lookup_connection_value_n(connection, MHD_GET_ARGUMENT_KIND, "text", 4, &text, &len) == MHD_NO || text == NULL)
        return kiosk_refuse(connection, MHD_HTTP_BAD_REQUEST, "which text? ask with ?text=...");
    if (!pw_kiosk_barcode(pw_bytes_of(text, len), &out, &err)) {
        pw_buf_finish(&out);
        return kiosk_refuse(connection, MHD_HTTP_BAD_REQUEST, err.text);
    }
    return respond_buf(connection, "image/svg+xml", &out);
}

static enum MHD_Result scan(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body)
{
    (void)rest;
    if (kiosk->source.scan == NULL)
        return kiosk_refuse(connection, MHD_HTTP_NOT_FOUND, "this is a real bench: scan with its scanner");
    json_error_t wrong;
    json_t *root = pw_json_load(body, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &wrong);
    const json_t *text = json_object_get(root, "text"), *scanner = json_object_get(root, "scanner");
    struct pw_error err = { 0 };
    enum MHD_Result result;
    if (!json_is_string(text) || (scanner != NULL && !json_is_string(scanner)) || json_string_length(text) == 0)
        result = kiosk_refuse(connection, MHD_HTTP_BAD_REQUEST, "a scan is {\"text\": \"...\"}");
    else if (!kiosk->source.scan(kiosk->source.user, scanner == NULL ? "" : json_string_value(scanner),
                                 pw_bytes_of(json_string_value(text), json_string_length(text)), &err))
        result = kiosk_refuse(connection, MHD_HTTP_CONFLICT, err.text);
    else
        result = respond_copy(connection, MHD_HTTP_OK, "application/json", pw_bytes_str("{\"taken\":true}\n"));
    json_decref(root);
    return result;
}

const struct kiosk_route *kiosk_route_find(const char *path, const char **ret_rest)
{
    static const struct kiosk_route routes[] = {
        { "/", false, PW_GUARD_PAGE, page, NULL },
        { "/assets/", true, PW_GUARD_PART, asset, NULL },
        { "/v1/state", false, PW_GUARD_PART, state, NULL },
        { "/v1/events", false, PW_GUARD_PART, kiosk_stream_open, NULL },
        { "/v1/papers/", true, PW_GUARD_PART, paper, NULL },
        { "/v1/pictures/", true, PW_GUARD_PART, picture, NULL },
        { "/v1/barcode.svg", false, PW_GUARD_PART, barcode, NULL },
        { "/v1/scan", false, PW_GUARD_ACTION, scan, NULL },
        { "/v1/jobs", false, PW_GUARD_SUBMIT, NULL, kiosk_job_submit },
        { "/v1/jobs/", true, PW_GUARD_ASK, NULL, kiosk_job_ask },
    };
    for (size_t i = 0; i < PW_COUNT(routes); i++) {
        size_t len = strlen(routes[i].path);
        if (routes[i].prefix ? strncmp(path, routes[i].path, len) == 0 : strcmp(path, routes[i].path) == 0) {
            *ret_rest = path + len;
            return &routes[i];
        }
    }
    return NULL;
}
