#include "channel/amazon_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

static const char *const yes_no[] = { "no", "yes", NULL };
static const char *const through_words[] = { "merchant-fulfillment", "shipping-v2", NULL };
static const char *const postage_words[] = { "no", "on-complete", "on-request", NULL };

const struct pw_key pw_amazon_keys[] = {
    { "credentials", PW_KEY_PATH, "amazon-credentials", NULL, 0, 0,
      "file with client-id, client-secret and refresh-token, which only the station's user may read; a systemd credential of the"
      " same name goes first" },
    { "poll", PW_KEY_TIME, "3min", NULL, 0, 0, "how often changed orders are looked for; 0s: only when asked to" },
    { "postage", PW_KEY_WORD, "no", postage_words, 0, 0,
      "whether the station buys postage (Buy Shipping): on-complete, when the last unit is in the box; on-request, when somebody"
      " asks with \"packwright postage\". Amazon counts the order as shipped then" },
    { "postage-through", PW_KEY_WORD, "merchant-fulfillment", through_words, 0, 0,
      "which of Amazon's interfaces sells it: merchant-fulfillment, or shipping-v2 where that is offered" },
    { "postage-box", PW_KEY_TEXT, "", NULL, 0, 0, "the [box NAME] that postage is bought for where none was scanned" },
    { "pickup", PW_KEY_WORD, "no", yes_no, 0, 0, "whether carriers pick up; no: parcels are brought to them" },
    { "sandbox", PW_KEY_WORD, "no", yes_no, 0, 0, "ask Amazon's sandbox: nothing there is real" },
    { "endpoint", PW_KEY_TEXT, "", NULL, 0, 0, "ask this server instead of Amazon's" },
    { "sign-in-url", PW_KEY_TEXT, "", NULL, 0, 0, "sign in there instead of at Amazon's" },
    { "ca-file", PW_KEY_PATH, "", NULL, 0, 0, "certificates to trust instead of the system's" },
    { 0 },
};

/* Nothing secret goes over a line that others can read. */
static bool is_safe(const char *url)
{
    static const char *const own[] = { "http://127.0.0.1:", "http://[::1]:", "http://localhost:" };
    if (strncmp(url, "https://", 8) == 0)
        return true;
    for (size_t i = 0; i < PW_COUNT(own); i++)
        if (strncmp(url, own[i], strlen(own[i])) == 0)
            return true;
    return false;
}

static bool address(const struct pw_section *section, const char *key, const char *standard, char *out, size_t size,
                    struct pw_error *err)
{
    const char *asked = pw_section_get(section, key);
    int n = snprintf(out, size, "%s", *asked != '\0' ? asked : standard);
    while (n > 0 && (size_t)n < size && out[n - 1] == '/')
        out[--n] = '\0';
    if (n > 0 && (size_t)n < size && is_safe(out))
        return true;
    return pw_fail(err, PW_ERR_CONFIG, 0,
                   "%s:%d: [channel %s] %s must begin with https:// (http:// on this machine alone), and be short", section->file,
                   section->line, section->name, key);
}

bool pw_amazon_places(const struct pw_section *section, char *ret_marketplaces, size_t marketplaces_size, char *ret_endpoint,
                      size_t endpoint_size, char *ret_sign_in, size_t sign_in_size, struct pw_error *err)
{
    const struct pw_amazon_place *first = NULL;
    const char *p = pw_section_get(section, "marketplace");
    bool sandbox = strcmp(pw_section_get(section, "sandbox"), "yes") == 0;
    size_t len = 0;
    ret_marketplaces[0] = '\0';
    while (*(p += strspn(p, ", ")) != '\0') {
        char id[32];
        snprintf(id, sizeof id, "%.*s", (int)strcspn(p, ", "), p);
        p += strcspn(p, ", ");
        const struct pw_amazon_place *place = pw_amazon_marketplace(id);
        if (place == NULL)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [channel %s] marketplace = %s: no marketplace of Amazon's has this id",
                           section->file, section->line, section->name, id);
        if (first != NULL && strcmp(first->region, place->region) != 0)
            return pw_fail(
                err, PW_ERR_CONFIG, 0,
                "%s:%d: [channel %s] marketplace: %s and %s are in different regions, each of which is a channel of its own",
                section->file, section->line, section->name, first->country, place->country);
        first = first == NULL ? place : first;
        if (len + strlen(id) + 2 > marketplaces_size)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [channel %s] marketplace: too many", section->file, section->line,
                           section->name);
        len += (size_t)snprintf(ret_marketplaces + len, marketplaces_size - len, "%s%s", len == 0 ? "" : ",", id);
    }
    if (first == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [channel %s] marketplace is empty", section->file, section->line,
                       section->name);
    return address(section, "endpoint", pw_amazon_host(first->region, sandbox), ret_endpoint, endpoint_size, err) &&
           address(section, "sign-in-url", PW_AMAZON_SIGN_IN_URL, ret_sign_in, sign_in_size, err);
}

bool pw_amazon_credentials_of(const struct pw_section *section, struct pw_amazon_credentials *ret, struct pw_error *err)
{
    const char *file = pw_section_get(section, "credentials"), *folder = getenv("CREDENTIALS_DIRECTORY");
    const char *name = strrchr(file, '/') == NULL ? file : strrchr(file, '/') + 1;
    char path[500];
    if (folder != NULL && snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path && access(path, R_OK) == 0)
        return pw_amazon_credentials_read(path, ret, err);
    return pw_amazon_credentials_read(file, ret, err);
}
