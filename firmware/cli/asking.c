#include "cli/asking.h"

#include "channel/amazon_error.h"
#include "channel/amazon_keys.h"
#include "channel/web_curl.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 4 << 20, ASK_US = 20000000 };

static void on_answer(void *user, const struct pw_web_answer *answer)
{
    struct pw_asking *a = user;
    a->answer = *answer;
    pw_buf_reset(&a->body);
    pw_buf_put(&a->body, answer->body.data, answer->body.len);
    a->answer.body = pw_buf_peek(&a->body);
    a->answered = true;
    pw_uv_loop_stop(a->uv);
}

bool pw_asking_ask(struct pw_asking *a, const char *method, const char *url, bool form, struct pw_bytes body,
                   struct pw_error *err)
{
    const char *const form_headers[] = { "content-type: application/x-www-form-urlencoded;charset=UTF-8", a->agent, NULL };
    const char *json[6] = { a->token, a->agent, "accept: application/json" };
    size_t n = 3;
    if (body.len > 0)
        json[n++] = "content-type: application/json";
    if (a->business[0] != '\0')
        json[n++] = a->business;
    const struct pw_web_request request = { .method = method,
                                            .url = url,
                                            .headers = form ? form_headers : json,
                                            .body = body,
                                            .timeout_us = ASK_US,
                                            .most = ANSWER_MAX };
    a->answered = false;
    if (!a->web->impl->ask(a->web, &request, on_answer, a, err))
        return false;
    while (!a->answered)
        pw_uv_loop_run(a->uv);
    return true;
}

bool pw_asking_credentials(struct pw_asking *a, struct pw_error *err)
{
    struct pw_amazon_credentials credentials;
    struct pw_buf form;
    if (!pw_amazon_credentials_of(a->section, &credentials, err))
        return false;
    pw_buf_init(&form, 16384);
    pw_amazon_token_form(&credentials, &form);
    pw_amazon_forget(&credentials);
    bool asked = pw_asking_ask(a, "POST", a->sign_in, true, pw_buf_peek(&form), err);
    if (form.data != NULL)
        explicit_bzero(form.data, form.cap);
    pw_buf_finish(&form);
    return asked;
}

bool pw_asking_token(struct pw_asking *a, struct pw_error *err)
{
    char token[PW_AMAZON_TOKEN_MAX + 1];
    int64_t seconds;
    bool ok = pw_amazon_token_read(a->answer.body, token, &seconds, err);
    if (ok)
        snprintf(a->token, sizeof a->token, "x-amz-access-token: %s", token);
    explicit_bzero(token, sizeof token);
    return ok;
}

bool pw_asking_well(const struct pw_asking *a, struct pw_error *err)
{
    struct pw_amazon_meaning m;
    pw_amazon_meaning_of(&a->answer, &m);
    return m.verdict == PW_AMAZON_DONE || pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s", m.words);
}

bool pw_asking_sign_in(struct pw_asking *a, struct pw_error *err)
{
    return pw_asking_credentials(a, err) && pw_asking_well(a, err) && pw_asking_token(a, err);
}

bool pw_asking_open(const struct pw_section *section, struct pw_asking *a, struct pw_error *err)
{
    char agent[120];
    memset(a, 0, sizeof *a);
    a->section = section;
    pw_buf_init(&a->body, ANSWER_MAX);
    pw_amazon_user_agent(agent, sizeof agent);
    snprintf(a->agent, sizeof a->agent, "user-agent: %s", agent);
    return pw_amazon_places(section, a->marketplaces, sizeof a->marketplaces, a->endpoint, sizeof a->endpoint, a->sign_in,
                            sizeof a->sign_in, err) &&
           pw_uv_loop_create(&a->uv, err) &&
           pw_web_curl_create(pw_uv_loop_base(a->uv), pw_section_get(section, "ca-file"), &a->web, err);
}

void pw_asking_close(struct pw_asking *a)
{
    if (a->web != NULL)
        a->web->impl->destroy(a->web);
    pw_uv_loop_destroy(a->uv);
    pw_buf_finish(&a->body);
    explicit_bzero(a->token, sizeof a->token);
}
