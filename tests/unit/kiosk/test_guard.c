/* Who is let in, as a table: each kind of request with each way of being foreign. */
#include "kiosk/guard.h"

#include "test.h"

#define TOKEN "0123456789abcdef0123456789abcdef"

static const char *const hosts[] = { "127.0.0.1:8631", "localhost:8631", "[::1]:8631", NULL };
/* printf '%s' a-token-of-another-program | sha256sum */
static const struct pw_guard_right rights[] = {
    { "other", "0000000000000000000000000000000000000000000000000000000000000000" },
    { "shop", "0d95a85b713690df742f59e6d45cf658fbfd3aa8470faede1a25bf31afe39df3" },
};
static const struct pw_guard guard = { hosts, TOKEN, rights, PW_COUNT(rights) };

static const struct pw_guard_request page = { .kind = PW_GUARD_PAGE,
                                              .method = "GET",
                                              .host = "127.0.0.1:8631",
                                              .fetch_site = "none",
                                              .fetch_dest = "document",
                                              .content_length = -1 };
static const struct pw_guard_request part = { .kind = PW_GUARD_PART,
                                              .method = "GET",
                                              .host = "127.0.0.1:8631",
                                              .fetch_site = "same-origin",
                                              .fetch_dest = "empty",
                                              .content_length = -1 };
static const struct pw_guard_request action = { .kind = PW_GUARD_ACTION,
                                                .method = "POST",
                                                .host = "127.0.0.1:8631",
                                                .origin = "http://127.0.0.1:8631",
                                                .fetch_site = "same-origin",
                                                .fetch_dest = "empty",
                                                .content_type = "application/json",
                                                .token = TOKEN,
                                                .content_length = 20 };

static unsigned check(struct pw_guard_request request)
{
    return pw_guard_check(&guard, &request).status;
}

static const struct pw_guard_request *const kinds[] = { &page, &part, &action };

TEST(what_the_page_itself_asks_is_let_in)
{
    for (size_t i = 0; i < PW_COUNT(kinds); i++)
        CHECK_INT(check(*kinds[i]), 0);
    struct pw_guard_request r = action;
    r.host = "localhost:8631", r.origin = "http://localhost:8631", r.content_type = "application/json; charset=UTF-8";
    CHECK_INT(check(r), 0);
    r.host = "[::1]:8631", r.origin = "http://[::1]:8631", r.fetch_site = NULL;
    CHECK_INT(check(r), 0);
    r = part, r.fetch_site = NULL, r.fetch_dest = NULL; /* a program on this machine */
    CHECK_INT(check(r), 0);
    r = page, r.fetch_site = "cross-site"; /* a link on another page that a person follows */
    CHECK_INT(check(r), 0);
}

TEST(a_foreign_or_rebound_host_is_answered_to_by_nothing)
{
    static const char *const wrong[] = { NULL,
                                         "",
                                         "evil.example",
                                         "evil.example:8631",
                                         "127.0.0.1",
                                         "localhost",
                                         "127.0.0.1:8632",
                                         "127.0.0.1:8631.evil.example",
                                         "127.0.0.1:86310",
                                         " 127.0.0.1:8631",
                                         "127.1:8631",
                                         "[::1]",
                                         "0.0.0.0:8631",
                                         "127.0.0.1:8631,evil.example" };
    for (size_t i = 0; i < PW_COUNT(kinds); i++)
        for (size_t w = 0; w < PW_COUNT(wrong); w++) {
            struct pw_guard_request r = *kinds[i];
            r.host = wrong[w];
            if (check(r) != 421)
                pw_test_fail(__FILE__, __LINE__, "kind %zu was let in with the host %s", i,
                             wrong[w] == NULL ? "(none)" : wrong[w]);
        }
}

TEST(another_method_has_no_effect)
{
    static const char *const methods[] = { "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "get" };
    for (size_t i = 0; i < PW_COUNT(kinds); i++)
        for (size_t m = 0; m < PW_COUNT(methods); m++) {
            struct pw_guard_request r = *kinds[i];
            bool own = strcmp(methods[m], r.method) == 0;
            r.method = methods[m];
            CHECK_INT(check(r), own ? 0 : 405);
        }
}

TEST(another_origin_is_refused_everywhere_but_on_a_page_load)
{
    static const char *const origins[] = { "null",
                                           "http://evil.example",
                                           "https://127.0.0.1:8631",
                                           "http://127.0.0.1:8632",
                                           "http://localhost:8631",
                                           "http://127.0.0.1",
                                           "http://127.0.0.1:8631.evil.example",
                                           "" };
    for (size_t o = 0; o < PW_COUNT(origins); o++) {
        struct pw_guard_request r = part;
        r.origin = origins[o];
        CHECK_INT(check(r), 403);
        r = action, r.origin = origins[o];
        CHECK_INT(check(r), 403);
    }
    struct pw_guard_request r = action;
    r.origin = NULL;
    CHECK_INT(check(r), 403);
}

TEST(another_site_is_refused_by_what_the_browser_says_of_it)
{
    static const char *const sites[] = { "cross-site", "same-site", "", "Same-Origin" };
    for (size_t s = 0; s < PW_COUNT(sites); s++) {
        struct pw_guard_request r = part;
        r.fetch_site = sites[s];
        CHECK_INT(check(r), 403);
        r = action, r.fetch_site = sites[s];
        CHECK_INT(check(r), 403);
    }
    struct pw_guard_request r = action;
    r.fetch_site = "none"; /* typed by hand: no form or script sends an action so */
    CHECK_INT(check(r), 403);
}

TEST(the_page_is_not_framed_or_fetched_by_another)
{
    static const char *const uses[] = { "iframe", "frame", "object", "embed", "image", "script", "empty" };
    for (size_t u = 0; u < PW_COUNT(uses); u++) {
        struct pw_guard_request r = page;
        r.fetch_site = "cross-site", r.fetch_dest = uses[u];
        CHECK_INT(check(r), 403);
    }
    struct pw_guard_request r = page;
    r.fetch_site = "cross-site", r.fetch_dest = NULL;
    CHECK_INT(check(r), 403);
}

TEST(a_form_or_plain_text_is_no_action)
{
    static const char *const types[] = { NULL,
                                         "",
                                         "text/plain",
                                         "application/x-www-form-urlencoded",
                                         "multipart/form-data",
                                         "application/jsonp",
                                         "text/plain; application/json",
                                         "application/json; charset=utf-16",
                                         "application/json, text/plain" };
    for (size_t t = 0; t < PW_COUNT(types); t++) {
        struct pw_guard_request r = action;
        r.content_type = types[t];
        CHECK_INT(check(r), 415);
    }
}

TEST(an_action_without_this_sessions_token_is_refused)
{
    static const char *const tokens[] = { NULL,
                                          "",
                                          "0123456789abcdef0123456789abcdee",
                                          "0123456789abcdef0123456789abcde",
                                          TOKEN "0",
                                          "0123456789ABCDEF0123456789ABCDEF" };
    for (size_t t = 0; t < PW_COUNT(tokens); t++) {
        struct pw_guard_request r = action;
        r.token = tokens[t];
        CHECK_INT(check(r), 403);
    }
}

TEST(a_body_above_64_kib_is_refused)
{
    struct pw_guard_request r = action;
    r.content_length = 65536;
    CHECK_INT(check(r), 0);
    r.content_length = 65537;
    CHECK_INT(check(r), 413);
}

static const struct pw_guard_request submit = { .kind = PW_GUARD_SUBMIT,
                                                .method = "POST",
                                                .host = "127.0.0.1:8631",
                                                .authorization = "Bearer a-token-of-another-program",
                                                .key = "order 17",
                                                .content_type = "application/pdf",
                                                .content_length = 20 };

TEST(another_program_is_let_in_by_its_token)
{
    struct pw_guard_request r = submit;
    struct pw_guard_verdict v = pw_guard_check(&guard, &r);
    CHECK_INT(v.status, 0);
    CHECK_INT(v.right, 1);
    r.authorization = "bearer  a-token-of-another-program";
    CHECK_INT(check(r), 0);
    r.kind = PW_GUARD_ASK, r.method = "GET", r.key = NULL;
    CHECK_INT(check(r), 0);
}

TEST(a_program_without_the_right_token_or_a_key_is_not)
{
    static const char *const wrong[] = { NULL,
                                         "",
                                         "Bearer",
                                         "Bearer ",
                                         "a-token-of-another-program",
                                         "Basic a-token-of-another-program",
                                         "Bearer a-token-of-another-progra",
                                         "Bearer a-token-of-another-program ",
                                         "Bearer 0000000000000000000000000000000000000000000000000000000000000000" };
    struct pw_guard_request r = submit;
    for (size_t i = 0; i < PW_COUNT(wrong); i++) {
        r.authorization = wrong[i];
        CHECK_INT(check(r), 401);
    }
    r = submit, r.key = NULL;
    CHECK_INT(check(r), 400);
    r.key = "";
    CHECK_INT(check(r), 400);
    r.key = "12345678901234567890123456789012345678901234567890"
            "123456789012345678901234567890123456789012345678901";
    CHECK_INT(check(r), 400);
    r = submit, r.method = "GET";
    CHECK_INT(check(r), 405);
}

TEST(a_browser_is_no_program)
{
    struct pw_guard_request r = submit;
    r.origin = "http://127.0.0.1:8631";
    CHECK_INT(check(r), 403);
    r = submit, r.fetch_site = "same-origin";
    CHECK_INT(check(r), 403);
    r = submit, r.host = "evil.example";
    CHECK_INT(check(r), 421);
}
