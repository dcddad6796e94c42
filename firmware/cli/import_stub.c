#include "cli/cli.h"

__attribute__((weak)) int pw_cli_import(struct pw_cli *cli, int argc, char **argv)
{
    (void)cli, (void)argc, (void)argv;
    return pw_cli_fail("import", "not there");
}
