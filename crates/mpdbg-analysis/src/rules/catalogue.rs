//! The list of all rules.

use super::rule::Rule;
use super::{cost, life, picture, seek, sound, sync, timing};

/// Every rule, in the order of the documentation.
pub const RULES: &[Rule] = &[
    picture::dropped_by_decoder::RULE,
    picture::dropped_late::RULE,
    picture::late::RULE,
    picture::early::RULE,
    picture::missing::RULE,
    picture::tail_missing::RULE,
    picture::repeated::RULE,
    picture::out_of_order::RULE,
    picture::freeze::RULE,
    picture::null::RULE,
    picture::corrupt::RULE,
    picture::checksum::RULE,
    picture::format::RULE,
    sound::underrun::RULE,
    sound::gap::RULE,
    sound::unheard::RULE,
    sound::corrupt::RULE,
    sound::checksum::RULE,
    sync::offset::RULE,
    sync::drift::RULE,
    sync::step::RULE,
    sync::start_skew::RULE,
    sync::content::RULE,
    timing::scheduled_in_past::RULE,
    timing::timestamp_jump::RULE,
    timing::start_up::RULE,
    timing::stall::RULE,
    timing::duration::RULE,
    timing::position::RULE,
    seek::landing::RULE,
    seek::latency::RULE,
    seek::stale::RULE,
    seek::unanswered::RULE,
    life::open_failed::RULE,
    life::crash::RULE,
    life::exit::RULE,
    life::hang::RULE,
    life::timeout::RULE,
    life::no_end::RULE,
    life::plays_on::RULE,
    life::protocol::RULE,
    life::log_errors::RULE,
    life::false_report::RULE,
    life::nondeterministic::RULE,
    life::refused::RULE,
    cost::cpu::RULE,
    cost::memory::RULE,
    cost::handles::RULE,
];

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id.0 == id)
}
