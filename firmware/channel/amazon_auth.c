#include "channel/amazon_auth.h"
#include "base/json.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reference amazon, 2.1. */
static const struct pw_amazon_place places[] = {
    { "ATVPDKIKX0DER", "US", "na" },  { "A2EUQ1WTGCTBG2", "CA", "na" }, { "A1AM78C64UM0Y8", "MX", "na" },
    { "A2Q3Y263D00KWC", "BR", "na" }, { "A1F83G8C2ARO7P", "UK", "eu" }, { "A1PA6795UKMFR9", "DE", "eu" },
    { "A13V1IB3VIYZZH", "FR", "eu" }, { "APJ6JRA9NG5V4", "IT", "eu" },  { "A1RKKUPIHCS9HS", "ES", "eu" },
    { "A1805IZSGTT6HS", "NL", "eu" }, { "AMEN7PMS3EDWL", "BE", "eu" },  { "A28R8C7NBKEWEA", "IE", "eu" },
    { "A2NODRKZP88ZB9", "SE", "eu" }, { "A1C3SOZRARQ6R3", "PL", "eu" }, { "A33AVAJ2PDY3EV", "TR", "eu" },
    { "A2VIGQ35RCS4UG", "AE", "eu" }, { "A17E79C6D8DWNP", "SA", "eu" }, { "ARBP9OOSHTCHU", "EG", "eu" },
    { "A21TJRUUN4KGV", "IN", "eu" },  { "AE08WJ6YKNBMC", "ZA", "eu" },  { "A1VC38T7YXB528", "JP", "fe" },
    { "A39IBJ37TRP1C6", "AU", "fe" }, { "A19VAU5U5O7RUS", "SG", "fe" },
};

const struct pw_amazon_place *pw_amazon_marketplace(const char *id)
{
    for (size_t i = 0; i < PW_COUNT(places); i++)
        if (strcmp(places[i].id, id) == 0)
            return &places[i];
    return NULL;
}

const char *pw_amazon_host(const char *region, bool sandbox)
{
    static const struct {
        const char *region, *live, *sandbox;
    } hosts[] = {
        { "na", "https://sellingpartnerapi-na.amazon.com", "https://sandbox.sellingpartnerapi-na.amazon.com" },
        { "eu", "https://sellingpartnerapi-eu.amazon.com", "https://sandbox.sellingpartnerapi-eu.amazon.com" },
        { "fe", "https://sellingpartnerapi-fe.amazon.com", "https://sandbox.sellingpartnerapi-fe.amazon.com" },
    };
    for (size_t i = 0; i < PW_COUNT(hosts); i++)
        if (strcmp(hosts[i].region, region) == 0)
            return sandbox ? hosts[i].sandbox : hosts[i].live;
    return NULL;
}

void pw_amazon_user_agent(char *out, size_t size)
{
    snprintf(out, size, "Packwright/%s (Language=C; Platform=Linux)", PACKWRIGHT_VERSION);
}

void pw_amazon_forget(struct pw_amazon_credentials *credentials)
{
    explicit_bzero(credentials, sizeof *credentials);
}

static bool take_line(struct pw_amazon_credentials *c, char *line)
{
    static const char *const names[] = { "client-id", "client-secret", "refresh-token" };
    char *const where[] = { c->client_id, c->client_secret, c->refresh_token };
    const size_t room[] = { sizeof c->client_id, sizeof c->client_secret, sizeof c->refresh_token };
    line += strspn(line, " \t");
    size_t name = strcspn(line, " \t="), blank = strspn(line + name, " \t");
    if (line[name + blank] != '=')
        return false;
    char *value = line + name + blank + 1;
    value += strspn(value, " \t");
    size_t len = strlen(value);
    while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t' || value[len - 1] == '\r'))
        len--;
    for (size_t i = 0; i < PW_COUNT(names); i++)
        if (strlen(names[i]) == name && strncmp(names[i], line, name) == 0 && len < room[i]) {
            memcpy(where[i], value, len);
            where[i][len] = '\0';
            return true;
        }
    return false;
}

/* The lines of the file; 0: all are good, else the number of the first that isn't. */
static int take_lines(struct pw_amazon_credentials *c, char *text)
{
    int at = 0;
    for (char *next = text; next != NULL;) {
        char *line = next;
        at++;
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        size_t n = strspn(line, " \t\r");
        if (line[n] != '\0' && line[n] != '#' && !take_line(c, line))
            return at;
    }
    return 0;
}

bool pw_amazon_credentials_read(const char *path, struct pw_amazon_credentials *ret, struct pw_error *err)
{
    char text[8192];
    struct stat st;
    memset(ret, 0, sizeof *ret);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum pw_error_code code = errno == ENOENT ? PW_ERR_NOT_FOUND : PW_ERR_ACCESS;
        if (fd >= 0)
            close(fd);
        return pw_fail(err, code, errno, "credentials %.200s can't be read", path);
    }
    if ((st.st_mode & 077) != 0) {
        close(fd);
        return pw_fail(err, PW_ERR_ACCESS, 0, "credentials %.200s can be read by others; chmod 600 it", path);
    }
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n < 0)
        return pw_fail(err, PW_ERR_IO, errno, "credentials %.200s can't be read", path);
    text[n] = '\0';
    int bad = take_lines(ret, text);
    explicit_bzero(text, sizeof text);
    const char *missing = ret->client_id[0] == '\0'       ? "client-id"
                          : ret->client_secret[0] == '\0' ? "client-secret"
                          : ret->refresh_token[0] == '\0' ? "refresh-token"
                                                          : NULL;
    if (bad == 0 && missing == NULL)
        return true;
    pw_amazon_forget(ret);
    if (bad != 0)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%.200s:%d: not one of client-id = ..., client-secret = ..., refresh-token = ...",
                       path, bad);
    return pw_fail(err, PW_ERR_CONFIG, 0, "%.200s: there is no %s", path, missing);
}

void pw_amazon_put_encoded(struct pw_buf *out, const char *text, const char *also)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) != NULL ||
            strchr(also, c) != NULL)
            pw_buf_putc(out, c);
        else
            pw_buf_printf(out, "%%%02X", c);
    }
}

void pw_amazon_token_form(const struct pw_amazon_credentials *c, struct pw_buf *out)
{
    pw_buf_puts(out, "grant_type=refresh_token&refresh_token=");
    pw_amazon_put_encoded(out, c->refresh_token, "");
    pw_buf_puts(out, "&client_id=");
    pw_amazon_put_encoded(out, c->client_id, "");
    pw_buf_puts(out, "&client_secret=");
    pw_amazon_put_encoded(out, c->client_secret, "");
}

/* What goes into a header must be nothing else. */
static bool is_token(const char *text)
{
    size_t len = strlen(text);
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7F)
            return false;
    return len > 0 && len <= PW_AMAZON_TOKEN_MAX;
}

static bool read_token(struct pw_bytes body, const char *name, const char *ends, char ret_token[PW_AMAZON_TOKEN_MAX + 1],
                       int64_t *ret_seconds)
{
    json_t *root = pw_json_load(body, 0, NULL);
    const char *token = json_string_value(json_object_get(root, name));
    const json_t *seconds = json_object_get(root, ends);
    bool ok = token != NULL && is_token(token) && json_is_integer(seconds) && json_integer_value(seconds) > 0;
    if (ok) {
        strcpy(ret_token, token);
        *ret_seconds = json_integer_value(seconds) > 86400 ? 86400 : json_integer_value(seconds);
    }
    json_decref(root);
    return ok;
}

bool pw_amazon_token_read(struct pw_bytes body, char ret_token[PW_AMAZON_TOKEN_MAX + 1], int64_t *ret_seconds,
                          struct pw_error *err)
{
    return read_token(body, "access_token", "expires_in", ret_token, ret_seconds) ||
           pw_fail(err, PW_ERR_BAD_INPUT, 0, "the answer to signing in holds no access token");
}

bool pw_amazon_restricted_read(struct pw_bytes body, char ret_token[PW_AMAZON_TOKEN_MAX + 1], int64_t *ret_seconds,
                               struct pw_error *err)
{
    return read_token(body, "restrictedDataToken", "expiresIn", ret_token, ret_seconds) ||
           pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer holds no restricted data token");
}
