/*
 * Signing in to the Selling Partner API: credentials, the request for an access token, its answer; the headers of each request.
 *
 * Source: reference amazon, section 2.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_AUTH_H
#define PACKWRIGHT_CHANNEL_AMAZON_AUTH_H

#include "packwright/bytes.h"

enum { PW_AMAZON_TOKEN_MAX = 2048 };

/* Nobody else may see these: pw_amazon_forget wipes them. */
struct pw_amazon_credentials {
    char client_id[256], client_secret[256], refresh_token[PW_AMAZON_TOKEN_MAX + 1];
};

/**
 * Read them from a file of three lines: client-id = ..., client-secret = ..., refresh-token = ....
 *
 * Errors:    PW_ERR_NOT_FOUND; PW_ERR_ACCESS when others may read it; PW_ERR_CONFIG names what is missing. No error repeats what
 *            the file says.
 * Thread:    any; reads the file.
 */
PW_MUST_CHECK bool pw_amazon_credentials_read(const char *path, struct pw_amazon_credentials *ret, struct pw_error *err);
void pw_amazon_forget(struct pw_amazon_credentials *credentials);

/** RFC 3986: all but letters, digits, - . _ ~ and what also stands in also. */
void pw_amazon_put_encoded(struct pw_buf *out, const char *text, const char *also);
/** The form that asks for an access token. */
void pw_amazon_token_form(const struct pw_amazon_credentials *credentials, struct pw_buf *out);
/** What the answer to it holds. Errors: PW_ERR_BAD_INPUT, which doesn't repeat it. */
PW_MUST_CHECK bool pw_amazon_token_read(struct pw_bytes json, char ret_token[PW_AMAZON_TOKEN_MAX + 1], int64_t *ret_seconds,
                                        struct pw_error *err);
/** The same of a restricted data token, which some operations want instead. */
PW_MUST_CHECK bool pw_amazon_restricted_read(struct pw_bytes json, char ret_token[PW_AMAZON_TOKEN_MAX + 1], int64_t *ret_seconds,
                                             struct pw_error *err);
/** The user agent that the Selling Partner API wants: "Packwright/1.0 (Language=C; Platform=Linux)". */
void pw_amazon_user_agent(char *out, size_t size);

/* Where a marketplace is. */
struct pw_amazon_place {
    const char *id, *country, *region; /* region: na, eu, fe */
};
/** NULL: nobody knows it. */
const struct pw_amazon_place *pw_amazon_marketplace(const char *id);
/** https://...; NULL for an unknown region. */
const char *pw_amazon_host(const char *region, bool sandbox);
#define PW_AMAZON_SIGN_IN_URL "https://api.amazon.com/auth/o2/token"

#endif
