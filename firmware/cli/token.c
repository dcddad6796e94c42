/* packwright token: a new token for another program, and the section that lets it print. */
#include "cli/cli.h"

#include <getopt.h>
#include <glib.h>
#include <stdio.h>
#include <sys/random.h>

int pw_cli_token(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option none[] = { { 0 } };
    uint8_t random[24];
    char token[2 * sizeof random + 1];
    (void)cli;
    if (getopt_long(argc, argv, "", none, NULL) != -1)
        return pw_cli_usage("token", "token has no options");
    if (argc - optind > 1)
        return pw_cli_usage("token", "give one name, for the program that prints");
    const char *name = argc - optind == 1 ? argv[optind] : "shop";
    for (const char *p = name; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
            return pw_cli_usage("token", "a name has letters, digits, - and _");
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return pw_cli_fail("token", "the system gives no random numbers");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(token + 2 * i, 3, "%02x", random[i]);
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)token, 2 * sizeof random);
    printf("The token, for the other program; it is shown this once:\n\n    %s\n\n"
           "For the configuration:\n\n    [token %s]\n    sha256 = %s\n    printers = label\n\n"
           "It prints with POST /v1/jobs?printer=label, with Authorization: Bearer and the token, and an Idempotency-Key.\n",
           token, name, digest);
    g_free(digest);
    return PW_EXIT_OK;
}
