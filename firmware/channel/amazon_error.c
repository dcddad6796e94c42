#include "channel/amazon_error.h"

#include "base/json.h"
#include "packwright/utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct said {
    char code[64], message[240], details[160];
};

static const char *member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* Lower case, without blanks: the same code is written in several ways. */
static void bare(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (; *text != '\0' && n + 1 < size; text++)
        if (*text != ' ' && *text != '_')
            out[n++] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    out[n] = '\0';
}

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    for (char *p = out; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    pw_utf8_mend(out);
}

/* {"errors":[{code, message, details}]}; sign-in says {"error", "error_description"}. */
static void read_errors(struct pw_bytes body, struct said *ret)
{
    memset(ret, 0, sizeof *ret);
    json_t *root = body.len == 0 ? NULL : pw_json_load(body, JSON_ALLOW_NUL, NULL);
    const json_t *first = json_array_get(json_object_get(root, "errors"), 0);
    if (first != NULL) {
        copy(ret->message, sizeof ret->message, member(first, "message"));
        copy(ret->details, sizeof ret->details, member(first, "details"));
        bare(member(first, "code"), ret->code, sizeof ret->code);
    } else {
        copy(ret->message, sizeof ret->message, member(root, "error_description"));
        bare(member(root, "error"), ret->code, sizeof ret->code);
    }
    json_decref(root);
}

static bool says(const struct said *s, const char *what)
{
    return strcasestr(s->message, what) != NULL || strcasestr(s->details, what) != NULL;
}

#define WORDS(...) snprintf(m->words, sizeof m->words, __VA_ARGS__)

static void faults(const struct pw_web_answer *a, struct pw_amazon_meaning *m)
{
    switch (a->fault) {
    case PW_WEB_UNREACHED:
        m->verdict = PW_AMAZON_LATER;
        WORDS("Amazon can't be reached (%s). Packing goes on; what is to be told is told later.", a->why);
        return;
    case PW_WEB_UNTRUSTED:
        m->verdict = PW_AMAZON_LATER;
        WORDS("The connection to Amazon isn't safe (%s): nothing was sent. Look at the clock and at what stands between.",
              a->why);
        return;
    default:
        m->verdict = PW_AMAZON_UNKNOWN;
        WORDS("Amazon didn't answer whole (%s): what became of it is looked up before it is sent again.", a->why);
    }
}

static void forbidden(const struct said *s, struct pw_amazon_meaning *m)
{
    if (says(s, "expired")) {
        m->verdict = PW_AMAZON_SIGN_IN;
        WORDS("The access token has expired.");
        return;
    }
    m->verdict = PW_AMAZON_FORBIDDEN;
    WORDS(
        "Amazon refuses this account or application (%s%s%s). Look at its roles, at the region and the marketplace; authorise it"
        " anew in Seller Central.",
        s->message, s->details[0] == '\0' ? "" : " ", s->details);
}

static void bad_request(const struct said *s, struct pw_amazon_meaning *m)
{
    if (says(s, "PackageToUpdateNotFound") || says(s, "already fulfilled")) {
        m->verdict = PW_AMAZON_NOT_SO;
        WORDS("Amazon has the order as shipped already: what it knows is looked up.");
    } else if (strcmp(s->code, "invalidgrant") == 0 || strcmp(s->code, "invalidclient") == 0 ||
               strcmp(s->code, "unauthorizedclient") == 0) {
        m->verdict = PW_AMAZON_FORBIDDEN;
        WORDS("Amazon takes these credentials no more (%s). %s", s->message[0] == '\0' ? s->code : s->message,
              strcmp(s->code, "invalidgrant") == 0
                  ? "Authorise the application anew and put the new refresh token into the credentials."
                  : "Client id and secret belong together, and a secret is changed every 180 days.");
    } else if (says(s, "access token")) {
        forbidden(s, m);
    } else {
        m->verdict = PW_AMAZON_REFUSED;
        WORDS("Amazon doesn't take it: %s%s%s", s->message[0] == '\0' ? "it doesn't say why" : s->message,
              s->details[0] == '\0' ? "" : " ", s->details);
    }
}

void pw_amazon_meaning_of(const struct pw_web_answer *a, struct pw_amazon_meaning *m)
{
    struct said s;
    memset(m, 0, sizeof *m);
    if (a->fault != PW_WEB_ANSWERED) {
        faults(a, m);
        return;
    }
    if (a->status >= 200 && a->status < 300)
        return;
    read_errors(a->body, &s);
    m->wait_us = a->retry_after_us;
    switch (a->status) {
    case 400:
        bad_request(&s, m);
        break;
    case 401:
        if (strcmp(s.code, "invalidclient") == 0 || strcmp(s.code, "invalidgrant") == 0)
            bad_request(&s, m);
        else
            forbidden(&s, m);
        break;
    case 403:
        forbidden(&s, m);
        break;
    case 404:
        m->verdict = PW_AMAZON_MISSING;
        WORDS("Amazon has no such order for this account and region.");
        break;
    case 429:
        m->verdict = PW_AMAZON_LATER;
        WORDS("Amazon takes no more requests for a while (its quota is used up); it goes on by itself.");
        break;
    case 409:
    case 413:
    case 415:
        m->verdict = PW_AMAZON_REFUSED;
        WORDS("Amazon refuses the request (%d %s): please report this.", a->status, s.message);
        break;
    default:
        m->verdict = a->status >= 500 ? PW_AMAZON_UNKNOWN : PW_AMAZON_REFUSED;
        WORDS(a->status >= 500 ? "Amazon has trouble of its own (%d): what became of it is looked up before it is sent again."
                               : "Amazon answers in a way that nobody expects (%d): please report this.",
              a->status);
    }
}
