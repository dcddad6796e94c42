#include "station/say_people.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const struct pw_effect *effect_of(const struct pw_decision *d, enum pw_effect_kind kind)
{
    for (size_t i = 0; i < d->effect_count; i++)
        if (d->effects[i].kind == kind)
            return &d->effects[i];
    return NULL;
}

static const char *sku_of(const struct pw_facts *f)
{
    return f->item_sku[0] != '\0' ? f->item_sku : f->line_count > 0 ? f->lines[0].sku : "";
}

static void not_allowed(const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_command_info *info = pw_command_info(e->meaning.command);
    const char *right = pw_right_name(pw_command_right(e->meaning.command)), *who = f->people.person.name;
    say->expected[0] = '\0';
    if (right == NULL || info == NULL) { /* whoever had it has signed out */
        TITLE("Not allowed any more");
        DETAIL("Scan the command again, and then a badge that has the right to it.");
        return;
    }
    TITLE("Not without the right “%s”", right);
    snprintf(say->came, sizeof say->came, "%s", info->title);
    snprintf(say->expected, sizeof say->expected, "%s", f->people.holders);
    if (f->people.holders[0] == '\0')
        DETAIL("Nobody has the right to “%s” here: packwright people sets who has. Nothing was changed.", info->title);
    else
        DETAIL("%s%s the right to “%s”. Within half a minute the badge of somebody who has it allows it this once.",
               who[0] == '\0' ? "Nobody is signed in who has" : who, who[0] == '\0' ? "" : " has not", info->title);
}

void pw_say_people_refusal(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    switch (d->refusal) {
    case PW_REFUSAL_NOT_SIGNED_IN:
        TITLE("Scan your badge");
        DETAIL("Nobody is signed in here, so nothing was counted.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_UNKNOWN_BADGE:
        TITLE("Unknown badge");
        if (f->people.badge.name[0] != '\0')
            DETAIL("The badge of %s does not open anything any more.", f->people.badge.name);
        else
            DETAIL("A newer badge was made for this person, or it is not in the list. packwright people badge NAME makes one.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_SIGN_IN_OFF:
        TITLE("Nobody signs in here");
        DETAIL("This bench takes no badges, but for what needs a person's right. The configuration says so: sign-in = off.");
        break;
    case PW_REFUSAL_NOT_ALLOWED:
        not_allowed(e, f, say);
        break;
    case PW_REFUSAL_NOTHING_TO_COME:
        TITLE("Every unit is in");
        DETAIL("No unit of order %s is to come that this could count.", f->open.order_id);
        break;
    case PW_REFUSAL_CODE_TAKEN:
        TITLE("This barcode is known");
        DETAIL("It stands for %s already. Nothing was taught.", sku_of(f));
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_CODE_UNFIT:
        TITLE("Not an article's barcode");
        DETAIL(
            "It is a number of an order, a parcel, a carrier or a box, or no code that an article can have. Nothing was taught.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_WHICH_ARTICLE:
        TITLE("Which article?");
        DETAIL("Nobody here knows this barcode as an article's. Scan one that is known, or “Never mind”.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_SAME_ARTICLE:
        TITLE("That is what was ordered");
        DETAIL("%s substitutes nothing. Scan “Never mind”, then this one again to count it.", sku_of(f));
        break;
    case PW_REFUSAL_CAPTURE_NEEDED:
        TITLE("Not as a substitute");
        DETAIL("Of this article a serial number, lot, date or code must be known that isn't asked for here. Take another one.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_PIN_WRONG:
        TITLE("Wrong number or PIN");
        DETAIL("Begin anew: your number, “PIN: enter”, your PIN, “PIN: enter”. After each wrong one it takes longer until the "
               "next.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_PIN_WAIT:
        TITLE("Wait before the next PIN");
        DETAIL("There were wrong ones here: %lld s more. A badge is taken at once.", (long long)d->count);
        say->expected[0] = '\0';
        break;
    default:
        break;
    }
}

void pw_say_people(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_effect *teach = effect_of(d, PW_EFFECT_TEACH);
    switch (d->outcome) {
    case PW_OUTCOME_SIGNED_IN:
        TITLE("%s", d->who);
        if (f->open.id != 0)
            DETAIL("Order %s is open with %lld of %lld units, and is yours now.", f->open.order_id, (long long)d->count,
                   (long long)d->of);
        else
            DETAIL("Scan an order or an item.");
        break;
    case PW_OUTCOME_SIGNED_OUT:
    case PW_OUTCOME_LOCKED:
        say->tone = "idle";
        TITLE("Scan your badge");
        DETAIL(d->outcome == PW_OUTCOME_LOCKED ? "Nobody has scanned for a while." : "Nobody is signed in here.");
        break;
    case PW_OUTCOME_PIN:
        say->tone = "attention";
        TITLE(e->pin_part == 0 ? "Your number" : "Your PIN");
        DETAIL("%.*s Then “PIN: enter”.", (int)(d->count < 14 ? d->count : 14) * 3, "••••••••••••••");
        break;
    case PW_OUTCOME_TAUGHT:
        TITLE("Learned");
        DETAIL("The barcode stands for %s from now on. Scan it again to count it.", teach == NULL ? "" : teach->text2);
        break;
    default:
        break;
    }
}

bool pw_say_people_question(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_line_fact *l = &d->item;
    const char *comma = l->name[0] == '\0' || strcmp(l->name, l->sku) == 0 ? "" : ", ", *name = comma[0] == '\0' ? "" : l->name;
    switch (d->next.pending) {
    case PW_PENDING_NO_BARCODE:
        if (l->kit.component[0] != '\0') {
            TITLE("Is it %.63s?", l->kit.component);
            DETAIL("%s%s%.100s, which the kit %s lacks. Scan the reason to count one without its barcode; “No barcode” again for "
                   "another article.",
                   l->kit.component, l->kit.component_name[0] == '\0' ? "" : ", ", l->kit.component_name, l->sku);
            return true;
        }
        TITLE("Is it %.70s?", l->sku);
        DETAIL("%s%s%.100s. Scan the reason to count one without its barcode; “No barcode” again for another article.", l->sku,
               comma, name);
        return true;
    case PW_PENDING_SUBSTITUTE:
        TITLE("What goes along instead of %.50s?", l->sku);
        DETAIL("%s%s%.100s. Scan the substitute; “Substitute” again for another article.", l->sku, comma, name);
        return true;
    case PW_PENDING_SUBSTITUTE_WHY:
        TITLE("Why a substitute?");
        DETAIL("%s instead of %s. Scan the reason, or “Never mind”.", d->next.note, l->sku);
        return true;
    case PW_PENDING_TEACH:
        TITLE("Scan the new barcode");
        DETAIL("One that nobody here knows, or “Never mind”.");
        return true;
    case PW_PENDING_TEACH_ITEM:
        TITLE("Whose barcode is it?");
        if (f->people.pick.id != 0)
            DETAIL("Scan the article by another of its codes, or “Teach a barcode” again: it is %s then.",
                   f->people.pick.kit.component[0] != '\0' ? f->people.pick.kit.component : f->people.pick.sku);
        else
            DETAIL("Scan the article by another of its codes, or “Never mind”.");
        return true;
    default:
        return false;
    }
}

void pw_say_people_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size)
{
    const struct pw_effect *teach = effect_of(d, PW_EFFECT_TEACH);
    switch (d->outcome) {
    case PW_OUTCOME_SIGNED_IN:
        snprintf(out, size, "Signed in%s%s", f->people.person.name[0] == '\0' ? "" : " instead of ", f->people.person.name);
        break;
    case PW_OUTCOME_SIGNED_OUT:
        snprintf(out, size, "Signed out");
        break;
    case PW_OUTCOME_PIN:
        snprintf(out, size, "Entered something of a PIN");
        break;
    case PW_OUTCOME_LOCKED:
        snprintf(out, size, "The bench locked: nobody had scanned for a while");
        break;
    case PW_OUTCOME_TAUGHT:
        snprintf(out, size, "Taught that %.100s stands for %s", teach == NULL ? "" : teach->text,
                 teach == NULL ? "" : teach->text2);
        break;
    default:
        break;
    }
}

void pw_say_people_tail(const struct pw_decision *d, char *out, size_t size)
{
    const struct pw_effect *e = effect_of(d, PW_EFFECT_OVERRIDE);
    size_t len = strlen(out);
    if (e != NULL && e->number == PW_HOW_SUBSTITUTE)
        snprintf(out + len, size - len, " (%s instead: %s)", e->text2, e->text);
    else if (e != NULL)
        snprintf(out + len, size - len, " (without its barcode: %s)", e->text);
    len = strlen(out);
    if (d->approver[0] != '\0')
        snprintf(out + len, size - len, "; %s allowed it", d->approver);
}

bool pw_say_people_open(const struct pw_decision *d)
{
    return d->outcome == PW_OUTCOME_PIN || d->outcome == PW_OUTCOME_SIGNED_OUT || d->outcome == PW_OUTCOME_LOCKED ||
           d->refusal == PW_REFUSAL_NOT_SIGNED_IN || d->refusal == PW_REFUSAL_UNKNOWN_BADGE ||
           d->refusal == PW_REFUSAL_PIN_WRONG || d->refusal == PW_REFUSAL_PIN_WAIT;
}
