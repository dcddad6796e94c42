#include "cli/cli.h"

#include "base/nearest.h"
#include "packwright/utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FORMATS                                                                                                                  \
    "  --format FORMAT   escpos, zpl, tspl, epl, png, pdf or text (on a terminal: text)\n"                                       \
    "  --output FILE     instead of standard output\n"
#define PAPER                                                                                                                    \
    "  --parcel N        of the order (the newest)\n"                                                                            \
    "  --printer NAME    for its paper, in its language (the one that prints such documents)\n"                                  \
    "  --media SIZE      of a label, width first: 4x6in, 62x100mm;  --dpi N   203, 300 or 600\n"

const struct pw_cli_command pw_cli_commands[] = {
    { "run", "[--debug]", "the station", "  --debug   log what every device says\n", pw_cli_run },
    { "demo", "[--dir DIR] [--listen ADDRESS] [--label LANGUAGE]",
      "sample orders on what is plugged in or a virtual bench, in the browser",
      "  --dir DIR          keep its files there and go on with them (else a fresh folder, removed at the end)\n"
      "  --listen ADDRESS   of the page (127.0.0.1:8631)\n"
      "  --label LANGUAGE   of the virtual label printer: zpl, tspl or epl (zpl)\n",
      pw_cli_demo },
    { "import", "[--channel NAME] [--json] FILE...", "orders from files; says what was new, changed, refused",
      "  FILE is Amazon's unshipped-orders report or order report, a CSV that a [channel] of type csv describes,\n"
      "  or a list of articles (columns sku, barcode, and if wanted units and name)\n"
      "  --channel NAME   the channel, where the file alone doesn't tell\n"
      "  --json           one JSON document\n",
      pw_cli_import },
    { "orders", "[OPTIONS] [TEXT]", "list and search",
      "  TEXT               an order id, a name, a SKU, an ASIN or a tracking number; names by how their words begin\n"
      "  --order-id ID  --buyer NAME  --sku SKU  --asin ASIN  --tracking NUMBER\n"
      "  --status WORD      waiting, ready, packing, packed, shipped, cancelled, held\n"
      "  --service NAME  --country CODE  --sales-channel NAME  --channel NAME\n"
      "  --purchase-from DATE  --purchase-to DATE  --ship-by-from DATE  --ship-by-to DATE\n"
      "                     a date alone is the whole day, in the station's time zone\n"
      "  --sort ORDER       ship-by (standard), purchase, order-id, status;  --desc turns it round\n"
      "  --limit N  --page N   a table has pages of 50; JSON and CSV have everything\n"
      "  --json, --csv\n",
      pw_cli_orders },
    { "order", "ORDER-ID [--channel NAME] [--json]", "one order with its history",
      "  --channel NAME   the channel, where two of them have such an order\n"
      "  --json           one JSON document\n",
      pw_cli_order },
    { "confirmations", "[--since TIME] [--output FILE] [--again NAME] [--channel NAME] [--json]",
      "the shipping-confirmation file for upload",
      "  Writes what waits in the outbox into the channel's export folder and prints the path; each confirmation once.\n"
      "  --since TIME    only parcels scanned out since then\n"
      "  --output FILE   elsewhere; - is standard output\n"
      "  --again NAME    the same file once more\n"
      "  --json          one JSON document\n",
      pw_cli_confirmations },
    { "slip", "ORDER-ID [--format FORMAT] [--output FILE]", "the packing slip of an order", FORMATS PAPER, pw_cli_slip },
    { "label", "ORDER-ID [--format FORMAT] [--output FILE]", "the shipping label of an order that was packed", FORMATS PAPER,
      pw_cli_label },
    { "print", "FILE [--to PRINTER] [--key KEY] [--expires TIME] [--priority N]", "one file, through the spool",
      "  FILE is ZPL, PDF or PNG; - is standard input\n"
      "  --to PRINTER   a [printer ...] of the configuration; tag:WORD, document:KIND: the one of those whose paper fits;\n"
      "                 auto (standard): the only one whose paper fits\n"
      "  --key KEY      asked again with the same key, it prints once\n"
      "  --expires TIME what waited longer isn't printed any more: 90s, 15min, 12h, 2d\n"
      "  --priority N   from -9 to 9, the higher first; a packer's documents have 0\n",
      pw_cli_print_file },
    { "token", "[NAME]", "a new token, for a program that prints over HTTP", "  NAME   of the program (shop)\n", pw_cli_token },
    { "content-label", "ORDER-ID [--format FORMAT] [--output FILE]", "what is in the box, for its outside", FORMATS,
      pw_cli_content_label },
    { "customs", "ORDER-ID [--form FORM] [--format FORMAT] [--output FILE]", "the customs declaration of an order's parcel",
      FORMATS "  --form FORM       cn22, cn23 or auto (standard): CN22 up to 300 SDR and 2 kg, see cn22-limit in [customs]\n"
              "  --parcel N        of the order (the newest)\n"
              "  --media SIZE      the paper: 4x6in, 74x105mm, 210x148mm (CN23 on A5)\n"
              "  --printer NAME    whose paper and language;  --dpi N   203, 300 or 600\n"
              "  --to PRINTER      through the spool, on paper\n",
      pw_cli_customs },
    { "handover", "[--carrier NAME] [--since TIME] [--preview] [--again N] [--to PRINTER | --format FORMAT [--output FILE]]",
      "the list of parcels that a carrier's driver takes",
      "  Prints the parcels scanned out for a carrier that are on no list yet, and closes the list: each parcel is on one.\n"
      "  --carrier NAME   where parcels of several wait\n"
      "  --since TIME     when the first list looks back further than this day\n"
      "  --preview        show it and close nothing\n"
      "  --again N        a list once more, by its number\n"
      "  --to PRINTER     standard: the one whose documents name hand-over\n"
      "  --format FORMAT  escpos, png, pdf or text instead of a printer;  --printer NAME   for whose paper\n"
      "  --output FILE    instead of standard output\n",
      pw_cli_handover },
    { "test-page", "PRINTER [--format FORMAT] [--output FILE]",
      "what shows a printer's wrong width, resolution, polarity or code page",
      "  Prints it through the spool; with --format or --output nothing is printed.\n" FORMATS, pw_cli_test_page },
    { "self-test", "[--wait TIME] [--format FORMAT [--output FILE]]", "is every device there, and what does it say of itself",
      "  A row for each device; ends with 1 when one is not ready. Where a station runs, it is asked; else the devices are\n"
      "  opened here for some seconds. What can't be known is said.\n"
      "  --wait TIME       how long devices are given to answer (3s)\n"
      "  --format FORMAT   escpos, png, pdf or text: as a slip\n"
      "  --output FILE     instead of standard output\n",
      pw_cli_self_test },
    { "commands", "[--format FORMAT] [--output FILE] [--json]", "the sheet of command barcodes",
      FORMATS "  --json            names and codes, for programs\n", pw_cli_commands_sheet },
    { "template", "check FILE [--profile NAME] [--columns N] [--sample]",
      "what is wrong in a packing slip's template, by line and column",
      "  FILE is ReceiptLine with Mustache, what slip-template in the configuration names; - is standard input\n"
      "  --profile NAME   the printer's model: also says what it can't print, and has its width\n"
      "  --columns N      characters of a line (42)\n"
      "  --sample         print it as text, filled with a made-up order\n",
      pw_cli_template },
    { "artwork", "FILE [--media SIZE] [--format FORMAT] [--output FILE]",
      "a carrier's label (ZPL, PDF, PNG) as a printer gets it",
      "  FILE is known by what is in it, not by its name; - is standard input\n"
      "  --media SIZE      the paper: 4x6in (standard), 100x150mm\n"
      "  --dpmm N          dots a millimetre: 8 (203 dpi, standard), 12 (300), 24 (600)\n"
      "  --page N          of a PDF of several pages, or of ZPL with several labels\n"
      "  --turn DEGREES    auto (where it only fits so), 0, 90, 180, 270; clockwise\n"
      "  --photo           grey becomes a pattern of dots; barcodes don't survive it\n"
      "  --format FORMAT   png (standard), pdf, or a label printer's language; zpl from ZPL is passed on after a check\n"
      "  --output FILE     instead of standard output\n",
      pw_cli_artwork },
    { "returns", "[--json]", "what came back, in which condition, and the refund that is proposed; sends nothing",
      "  --json   one JSON document\n", pw_cli_returns },
    { "channel", "check [NAME] | outbox [NAME] [--json] | settle ROW sent|again | settle PROW bought NUMBER|again|elsewhere",
      "marketplaces that are asked over the network: whether it works, and what they haven't been told yet",
      "  check [NAME]           sign in, and see whether account, marketplaces, orders and clock are as they should be\n"
      "  outbox [NAME]          confirmations that are not taken yet, why, and by when each order was to leave\n"
      "  settle ROW sent        somebody has looked: the marketplace has it\n"
      "  settle ROW again       it hasn't, or what was wrong is mended: send it again\n"
      "  settle PROW bought NUMBER   of postage: it was bought, with this tracking number; its label comes from Seller Central\n"
      "  settle PROW again           of postage: it was not bought, or what was wrong is mended: buy it\n"
      "  settle PROW elsewhere       of postage that isn't bought: this parcel gets its label from elsewhere\n"
      "  --json                 of the outbox: one JSON document\n",
      pw_cli_channel },
    { "postage", "ORDER-ID [--parcel N] [--buy] [--json]",
      "which carriers would take a parcel, for how much, and which is chosen and why",
      "  Asks the order's marketplace now, and buys nothing. A parcel that isn't packed is asked for as all that is left.\n"
      "  --parcel N   of several\n"
      "  --buy        have the running station buy its label: for a packed parcel that has none\n"
      "  --json       one JSON document\n",
      pw_cli_postage },
    { "articles", "[TEXT] [--limit N] [--page N] [--json | --csv | --kits] | show SKU | forget BARCODE [SKU] | unkit SKU",
      "what is known of articles: barcodes, weight, customs, kits, what is captured",
      "  TEXT                   a SKU's beginning, a part of a name, or a barcode\n"
      "  show SKU               all of one\n"
      "  forget BARCODE [SKU]   it stands for nothing any more, or not for that article: one that was taught wrong\n"
      "  unkit SKU              it is a kit no more\n"
      "  --limit N, --page N    so many, and which of them (100 in the table, all for programs)\n"
      "  --csv                  as \"packwright import\" reads it;  --kits   what kits consist of, likewise\n"
      "  --json                 one JSON document\n",
      pw_cli_articles },
    { "lots", "[--json] | block SKU LOT REASON | unblock SKU LOT | find SKU LOT [--json] | import FILE",
      "lots that must not leave, and where a lot went",
      "  block SKU LOT REASON   refuse it at every bench; says what of it is packed and has not left\n"
      "  unblock SKU LOT        it may leave again\n"
      "  find SKU LOT           the orders and parcels that have it\n"
      "  import FILE            block those of a CSV with the columns sku, lot and reason\n"
      "  --json                 of the list or of find: one JSON document\n",
      pw_cli_lots },
    { "queue", "[--limit N] [--json]", "what is to be packed, in its order, with deadlines and what will be late",
      "  Pushed orders first, then by ship-by time. The deadline is the carrier's last pickup ([cutoff NAME] in the\n"
      "  configuration) not after the ship-by time. At the pace P of the last hour the n-th order is packed n / P hours from "
      "now;\n"
      "  of fewer than three parcels no pace is made.\n"
      "  --limit N   the first N orders (1000)\n"
      "  --json      one JSON document\n",
      pw_cli_queue },
    { "hold", "ORDER-ID --reason TEXT", "hold an order: nothing prints or ships for it until it is released",
      "  --reason TEXT   shown to whoever scans it\n", pw_cli_hold },
    { "release", "ORDER-ID", "release a held order", NULL, pw_cli_release },
    { "push", "ORDER-ID [--reason TEXT | --undo]", "one order before all others",
      "  --reason TEXT   in its history and in the queue\n"
      "  --undo          back to its place by ship-by time\n",
      pw_cli_push },
    { "shelf", "[--json] | --codes NAME... | --off ORDER-ID", "what lies on the problem shelf: where, why, since when",
      "  --codes NAME...   the places' barcodes, of this station alone; a name has up to 12 letters and digits\n"
      "  --off ORDER-ID    it lies there no more (opening an order says where it lies and takes it off)\n"
      "  --json            one JSON document\n",
      pw_cli_shelf },
    { "people", "[list | add NAME | role NAME | badge NAME | pin NAME | disable NAME | enable NAME | remove NAME] [OPTIONS]",
      "who works here: their role, their badge",
      "  add NAME        a new person; with --badge their badge too\n"
      "  badge NAME      a new badge, on standard output; the one made before is void\n"
      "  pin NAME        asks for a PIN on the terminal, or reads it from standard input; never an argument\n"
      "  disable NAME    signs in nowhere any more;  enable NAME   again;  remove NAME   gone from the list\n"
      "  --role ROLE     packer (standard), lead, manager, or a [role NAME] of the configuration\n"
      "  --format FORMAT   of the badge: escpos, png, pdf or text;  --output FILE   instead of standard output\n"
      "  --to PRINTER      the badge through the spool, on paper\n"
      "  --json, --csv   of the list\n",
      pw_cli_people },
    { "report", "[--from DATE] [--to DATE] [--by WORDS] [--pause TIME] [--json | --csv]",
      "figures: per hour, refusals, time per parcel, and a fair index",
      "  --from DATE, --to DATE   standard: today; a date alone is the whole day, in the station's time zone\n"
      "  --by WORDS     of person (standard), bench, lane, hour, day; several with commas: person,day\n"
      "  --pause TIME   a longer time between two scans is a pause and no work (5min)\n"
      "  --json, --csv\n"
      "  INDEX is the time that everybody takes for such parcels (the median of single, multi-unit and mixed ones, by size)\n"
      "  in hundredths of the time taken: 100 is as everybody, more is quicker.\n",
      pw_cli_report },
    { "purge", "[--dry-run] [--json]", "wipes buyers' data that is over its time, as the station does by itself",
      "  Names, addresses, phones, messages and scans go, of orders that were shipped or cancelled longer ago than\n"
      "  retention in [store] says (30d). The figures stay.\n"
      "  --dry-run   only say what would be wiped\n"
      "  --json      one JSON document\n",
      pw_cli_purge },
    { "journal", "export [--from DATE] [--to DATE] FILE", "the journal with what was seen and decided, for replay",
      "  FILE is made, one JSON document a line; - is standard output. It holds what was scanned: treat it as buyers' data\n"
      "  --from DATE, --to DATE   a date alone is the whole day, in the station's time zone\n",
      pw_cli_journal },
    { "replay", "[--all] [JOURNAL | [--from DATE] [--to DATE]]", "a journal decided with today's code; says what differs",
      "  JOURNAL is a file that \"packwright journal export\" wrote; - is standard input; without it the store's own journal\n"
      "  --all                    go on after the first difference\n"
      "  --from DATE, --to DATE   of the store's journal\n",
      pw_cli_replay },
    { 0 },
};

static void complain(const char *name, const char *fmt, va_list args) PW_PRINTF(2, 0);
static void complain(const char *name, const char *fmt, va_list args)
{
    struct pw_buf text, clean;
    pw_buf_init(&text, 8192);
    pw_buf_init(&clean, 32768);
    pw_buf_vprintf(&text, fmt, args);
    pw_utf8_visible(pw_buf_peek(&text), &clean);
    fprintf(stderr, "packwright%s%s: %s\n", *name == '\0' ? "" : " ", name, pw_buf_text(&clean));
    pw_buf_finish(&text);
    pw_buf_finish(&clean);
}

int pw_cli_fail(const char *name, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    complain(name, fmt, args);
    va_end(args);
    return PW_EXIT_FAILED;
}

int pw_cli_usage(const char *name, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    complain(name, fmt, args);
    va_end(args);
    fprintf(stderr, "Try: packwright%s%s --help\n", *name == '\0' ? "" : " ", name);
    return PW_EXIT_USAGE;
}

void pw_cli_timezone(struct pw_cli *cli, const struct pw_config *config)
{
    char path[300];
    const char *zone = pw_section_get(pw_config_section(config, "station", ""), "timezone");
    if (zone == NULL)
        return;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    if (access(path, R_OK) != 0) {
        pw_log(&cli->log, PW_LOG_WARN, "configuration",
               "timezone = %s is not known to this machine (is tzdata installed?); its own is used", zone);
        return;
    }
    setenv("TZ", zone, 1);
    tzset();
}

bool pw_cli_config(struct pw_cli *cli, const char *name, struct pw_config **ret_config)
{
    struct pw_error err = { 0 };
    if (!pw_config_load(cli->config_path, ret_config, &err)) {
        pw_cli_fail(name, "%s", err.text);
        return false;
    }
    pw_cli_timezone(cli, *ret_config);
    return true;
}

bool pw_cli_open(struct pw_cli *cli, const char *name, struct pw_config **ret_config, struct pw_db **ret_db)
{
    struct pw_error err = { 0 };
    if (!pw_cli_config(cli, name, ret_config))
        return false;
    if (pw_db_open(pw_section_get(pw_config_section(*ret_config, "store", ""), "path"), PW_DB_CREATE, ret_db, &err))
        return true;
    pw_cli_fail(name, "%s", err.text);
    pw_config_free(*ret_config);
    *ret_config = NULL;
    return false;
}

size_t pw_cli_json(size_t flags)
{
    return isatty(STDOUT_FILENO) ? flags | JSON_ENSURE_ASCII : flags;
}

void pw_cli_print(const char *text)
{
    struct pw_buf clean;
    pw_buf_init(&clean, 1 << 20);
    pw_utf8_visible(pw_bytes_str(text), &clean);
    fwrite(clean.data, 1, clean.len, stdout);
    pw_buf_finish(&clean);
}
