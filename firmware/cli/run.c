/* packwright run: the station. */
#include "bench.h"
#include "cli/cli.h"

#include <getopt.h>
#include <malloc.h>
#include <stdio.h>

/* A small machine's memory: the few threads share one heap, and what a page of dots took goes back when the page is done. */
static void keep_memory_small(void)
{
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 64 * 1024);
    mallopt(M_TRIM_THRESHOLD, 64 * 1024);
}

int pw_cli_run(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "debug", no_argument, NULL, 'd' }, { 0 } };
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 'd')
            return pw_cli_usage("run", "that is no option of run");
        cli->log.level = PW_LOG_DEBUG;
    }
    if (optind != argc)
        return pw_cli_usage("run", "run takes no argument \"%s\"", argv[optind]);
    struct pw_config *config = NULL;
    struct pw_bench *bench = NULL;
    struct pw_error err = { 0 };
    keep_memory_small();
    if (!pw_cli_config(cli, "run", &config))
        return PW_EXIT_FAILED;
    const struct pw_bench_setup setup = { .config = config, .log = &cli->log };
    int status = PW_EXIT_OK;
    if (pw_bench_create(&setup, &bench, &err)) {
        pw_log(&cli->log, PW_LOG_INFO, "station", "%s packs; the screen is at %s",
               pw_section_get(pw_config_section(config, "station", ""), "name"), pw_bench_url(bench));
        pw_bench_run(bench);
        pw_log(&cli->log, PW_LOG_INFO, "station", "stopped");
    } else {
        status = pw_cli_fail("run", "%s", err.text);
    }
    pw_bench_destroy(bench);
    pw_config_free(config);
    return status;
}
