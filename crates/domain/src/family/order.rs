//! Which goal of the joint plan comes before which (indbyrdes afhængigheder), and that they never wait in a circle.

use std::collections::BTreeSet;

/// One goal waits for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number within the family.
    pub nr: u32,
    /// The goal that is reached first, as the plan writes it.
    pub first: String,
    /// The goal that waits for it.
    pub next: String,
    /// Why it waits.
    pub why: String,
}

/// Goals would wait for each other in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circle;

/// The goals of the links in an order in which each comes after those it waits for; of two that wait for nothing, the one
/// that was written first.
///
/// # Errors
/// [`Circle`].
pub fn in_order(links: &[Link]) -> Result<Vec<&str>, Circle> {
    let mut waiting: Vec<&str> = Vec::new();
    for goal in links.iter().flat_map(|link| [link.first.as_str(), link.next.as_str()]) {
        if !waiting.contains(&goal) {
            waiting.push(goal);
        }
    }
    let (mut done, mut order) = (BTreeSet::new(), Vec::new());
    while !waiting.is_empty() {
        let free = |goal: &&str| links.iter().all(|link| link.next != **goal || done.contains(link.first.as_str()));
        let place = waiting.iter().position(free).ok_or(Circle)?;
        let goal = waiting.remove(place);
        done.insert(goal);
        order.push(goal);
    }
    Ok(order)
}
