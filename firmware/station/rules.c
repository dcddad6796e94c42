#include "station/rules.h"

#include "base/amount.h"
#include "station/resolve_packing.h"

#include <stdio.h>
#include <string.h>

static enum pw_moment moment_of(const char *word)
{
    return strcmp(word, "on-open") == 0 ? PW_ON_OPEN : strcmp(word, "on-request") == 0 ? PW_ON_REQUEST : PW_ON_COMPLETE;
}

static enum pw_weigh_rule weigh_of(const char *word)
{
    return strcmp(word, "required") == 0 ? PW_WEIGH_REQUIRED : strcmp(word, "never") == 0 ? PW_WEIGH_NEVER : PW_WEIGH_KNOWN;
}

static enum pw_step_rule step_of(const char *word)
{
    return strcmp(word, "warn") == 0 ? PW_STEP_WARN : strcmp(word, "refuse") == 0 ? PW_STEP_REFUSE : PW_STEP_NO;
}

bool pw_rules_buys(const struct pw_rules *rules, const char *channel)
{
    char name[64];
    int n = snprintf(name, sizeof name, ",%s,", channel);
    return n > 2 && (size_t)n < sizeof name && strstr(rules->postage, name) != NULL;
}

/* ",shop,other," */
static bool read_postage(const struct pw_config *config, struct pw_rules *rules, struct pw_error *err)
{
    const struct pw_section *channel;
    size_t len = 0;
    for (size_t i = 0; (channel = pw_config_nth(config, "channel", i)) != NULL; i++) {
        const char *when = strcmp(pw_section_get(channel, "type"), "amazon") == 0 ? pw_section_get(channel, "postage") : NULL;
        if (when == NULL || strcmp(when, "on-complete") != 0)
            continue;
        if (len + strlen(channel->name) + 3 > sizeof rules->postage)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [channel %s]: too many channels buy postage", channel->file,
                           channel->line, channel->name);
        len += (size_t)snprintf(rules->postage + len, sizeof rules->postage - len, "%s%s,", len == 0 ? "," : "", channel->name);
    }
    return true;
}

bool pw_rules_read(const struct pw_config *config, struct pw_rules *ret_rules, struct pw_error *err)
{
    const struct pw_section *station = pw_config_section(config, "station", "");
    const char *prefix = pw_section_get(station, "sscc-prefix");
    *ret_rules = (struct pw_rules){
        .slip = moment_of(pw_section_get(station, "slip")),
        .label = moment_of(pw_section_get(station, "label")),
        .clear_code = strcmp(pw_section_get(station, "acknowledge"), "clear-code") == 0,
        .config = config,
        .weigh = weigh_of(pw_section_get(station, "weigh")),
        .step = step_of(pw_section_get(station, "step-check")),
        .weight_permille = pw_permille(pw_section_get(station, "weight-tolerance")),
        .packaging_g = -1,
    };
    pw_packing_rules(station, ret_rules);
    const char *sign_in = pw_section_get(station, "sign-in");
    ret_rules->sign_in = strcmp(sign_in, "required") == 0   ? PW_SIGN_IN_REQUIRED
                         : strcmp(sign_in, "optional") == 0 ? PW_SIGN_IN_OPTIONAL
                                                            : PW_SIGN_IN_OFF;
    ret_rules->lock_after_us = ret_rules->sign_in == PW_SIGN_IN_OFF ? 0 : pw_section_us(station, "lock-after", 0);
    const char *packaging = pw_section_get(pw_config_section(config, "customs", ""), "packaging-weight");
    if (packaging != NULL && *packaging != '\0' && !pw_weight_parse(packaging, &ret_rules->packaging_g))
        ret_rules->packaging_g = -1;
    snprintf(ret_rules->bench, sizeof ret_rules->bench, "%s", pw_section_get(station, "name"));
    snprintf(ret_rules->carrier, sizeof ret_rules->carrier, "%s", pw_section_get(station, "carrier"));
    snprintf(ret_rules->service, sizeof ret_rules->service, "%s", pw_section_get(station, "service"));
    snprintf(ret_rules->sscc_prefix, sizeof ret_rules->sscc_prefix, "%s", prefix == NULL ? "" : prefix);
    ret_rules->box_required = strcmp(pw_section_get(pw_config_section(config, "verify", ""), "box"), "required") == 0;
    const struct pw_section *printer;
    for (size_t i = 0; (printer = pw_config_nth(config, "printer", i)) != NULL; i++)
        for (int k = 0; k < PW_DOC_KINDS; k++)
            if (pw_printer_prints(config, printer, (enum pw_doc_kind)k))
                ret_rules->printer_for[k] = true;
    const struct pw_section *returns = pw_config_section(config, "returns", "");
    for (int c = 1; c < PW_GOODS_COUNT; c++)
        ret_rules->restock[c] =
            returns == NULL ? c == PW_GOODS_GOOD : pw_section_has_word(returns, "restock", pw_goods_name((enum pw_goods)c));
    if (ret_rules->bench[0] == '\0')
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s: [station] name is empty", config->path);
    return read_postage(config, ret_rules, err);
}
