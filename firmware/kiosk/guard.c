#include "kiosk/guard.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct pw_guard_verdict let_in = { 0, NULL, 0 };

static struct pw_guard_verdict refuse(unsigned status, const char *why)
{
    return (struct pw_guard_verdict){ status, why, 0 };
}

/* Our own name that the Host header gives, or NULL. */
static const char *own_host(const struct pw_guard *guard, const char *host)
{
    for (const char *const *own = guard->hosts; host != NULL && *own != NULL; own++)
        if (strcasecmp(*own, host) == 0)
            return *own;
    return NULL;
}

static bool is_own_origin(const char *host, const char *origin)
{
    static const char scheme[] = "http://";
    return strncmp(origin, scheme, sizeof scheme - 1) == 0 && strcasecmp(origin + sizeof scheme - 1, host) == 0;
}

/* "application/json", a character set behind it allowed. */
static bool is_json(const char *type)
{
    static const char json[] = "application/json";
    if (type == NULL || strncasecmp(type, json, sizeof json - 1) != 0)
        return false;
    const char *rest = type + sizeof json - 1;
    rest += strspn(rest, " \t");
    if (*rest == '\0')
        return true;
    if (*rest != ';')
        return false;
    rest += 1 + strspn(rest + 1, " \t");
    return strcasecmp(rest, "charset=utf-8") == 0 || strcasecmp(rest, "charset=\"utf-8\"") == 0;
}

/* Without telling by its time how much was right. */
static bool same_token(const char *a, const char *b)
{
    if (a == NULL || strlen(a) != PW_GUARD_TOKEN - 1 || strlen(b) != PW_GUARD_TOKEN - 1)
        return false;
    unsigned different = 0;
    for (size_t i = 0; i < PW_GUARD_TOKEN - 1; i++)
        different |= (unsigned char)a[i] ^ (unsigned char)b[i];
    return different == 0;
}

static bool is(const char *value, const char *word)
{
    return value != NULL && strcmp(value, word) == 0;
}

static struct pw_guard_verdict check_page(const struct pw_guard_request *r)
{
    bool foreign = r->fetch_site != NULL && !is(r->fetch_site, "same-origin") && !is(r->fetch_site, "none");
    if (r->fetch_dest != NULL && !is(r->fetch_dest, "document") && (foreign || !is(r->fetch_dest, "empty")))
        return refuse(403, "the page is not shown inside another");
    if (foreign && r->fetch_dest == NULL)
        return refuse(403, "the page is opened by its address, not fetched from elsewhere");
    return let_in;
}

static struct pw_guard_verdict check_part(const char *host, const struct pw_guard_request *r)
{
    if (r->fetch_site != NULL && !is(r->fetch_site, "same-origin") && !is(r->fetch_site, "none"))
        return refuse(403, "a request from another site");
    if (r->origin != NULL && !is_own_origin(host, r->origin))
        return refuse(403, "a request from another origin");
    return let_in;
}

static struct pw_guard_verdict check_action(const struct pw_guard *guard, const char *host, const struct pw_guard_request *r)
{
    if (r->fetch_site != NULL && !is(r->fetch_site, "same-origin"))
        return refuse(403, "a request from another site");
    if (r->origin == NULL || !is_own_origin(host, r->origin))
        return refuse(403, "a request from another origin, or from none");
    if (!is_json(r->content_type))
        return refuse(415, "the body must be application/json");
    if (!same_token(r->token, guard->token))
        return refuse(403, "not this session's token: load the page again");
    if (r->content_length > PW_GUARD_BODY_MAX)
        return refuse(413, "a body of more than 64 KiB");
    return let_in;
}

/* The digests are compared, so the time tells nothing of a token. */
static bool find_right(const struct pw_guard *guard, const char *authorization, size_t *ret_right)
{
    static const char scheme[] = "Bearer ";
    if (authorization == NULL || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return false;
    const char *token = authorization + sizeof scheme - 1;
    token += strspn(token, " ");
    size_t len = strlen(token);
    if (len < 16 || len > 200)
        return false;
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)token, len);
    bool found = false;
    for (size_t i = 0; i < guard->right_count && !found; i++) {
        found = strcasecmp(digest, guard->rights[i].sha256) == 0;
        *ret_right = i;
    }
    g_free(digest);
    return found;
}

static struct pw_guard_verdict check_program(const struct pw_guard *guard, const struct pw_guard_request *r)
{
    struct pw_guard_verdict verdict = let_in;
    if (r->origin != NULL || r->fetch_site != NULL)
        return refuse(403, "a browser: this is for programs");
    if (!find_right(guard, r->authorization, &verdict.right))
        return refuse(401, "Authorization: Bearer and a token that a [token ...] section knows");
    if (r->kind == PW_GUARD_SUBMIT && (r->key == NULL || r->key[0] == '\0' || strlen(r->key) > 100))
        return refuse(400, "Idempotency-Key: 1 to 100 characters, the same for the same file, so that nothing prints twice");
    return verdict;
}

int64_t pw_guard_body_max(enum pw_guard_kind kind)
{
    return kind == PW_GUARD_SUBMIT ? PW_GUARD_FILE_MAX : PW_GUARD_BODY_MAX;
}

struct pw_guard_verdict pw_guard_check(const struct pw_guard *guard, const struct pw_guard_request *request)
{
    const char *host = own_host(guard, request->host);
    if (host == NULL)
        return refuse(421, "this is not the address of the bench");
    bool posts = request->kind == PW_GUARD_ACTION || request->kind == PW_GUARD_SUBMIT;
    if (strcmp(request->method, posts ? "POST" : "GET") != 0)
        return refuse(405, "not with this method");
    switch (request->kind) {
    case PW_GUARD_PAGE:
        return check_page(request);
    case PW_GUARD_PART:
        return check_part(host, request);
    case PW_GUARD_ACTION:
        return check_action(guard, host, request);
    case PW_GUARD_SUBMIT:
    case PW_GUARD_ASK:
        return check_program(guard, request);
    }
    return refuse(403, "no kind of request");
}
