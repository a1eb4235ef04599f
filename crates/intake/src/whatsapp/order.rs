//! In which order a chat writes day, month and year.

use super::line::Head;

/// The order of the three numbers of a date, by what comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
    Year,
}

/// An order, and whether it is the only one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) order: Order,
    pub(super) sure: bool,
}

/// The order in which all dates of a chat are days that exist and do not go back; where both fit, what the way of
/// writing tells (only month-first regions write a slash and no zeros), which is not sure.
pub(super) fn of<'h, 'l: 'h>(heads: impl Iterator<Item = &'h Head<'l>> + Clone) -> Told {
    if heads.clone().any(|h| h.date[0] > 31) {
        return Told { order: Order::Year, sure: true };
    }
    let exists = |order| heads.clone().all(|h| h.published(order).is_some());
    let forwards = |order| {
        let days = heads.clone().filter_map(|h| h.published(order));
        let mut last = String::new();
        days.into_iter().all(|day| {
            let day = day.get(..10).unwrap_or("").to_owned();
            let fits = last <= day;
            last = day;
            fits
        })
    };
    for fits in [&exists as &dyn Fn(Order) -> bool, &forwards] {
        match (fits(Order::Day), fits(Order::Month)) {
            (true, false) => return Told { order: Order::Day, sure: true },
            (false, true) => return Told { order: Order::Month, sure: true },
            _ => {}
        }
    }
    let month_first = heads.clone().all(|h| h.separator == '/' && !h.padded);
    // A day that has the same number as its month is that day in either order.
    let same = heads.clone().all(|h| h.date[0] == h.date[1]);
    // With full stops the day comes first everywhere.
    let stops = heads.clone().all(|h| h.separator == '.');
    let order = if month_first { Order::Month } else { Order::Day };
    Told { order, sure: same || stops }
}

#[cfg(test)]
mod tests {
    use super::super::line::head;
    use super::*;

    #[test]
    fn the_order_is_told_by_what_days_there_are_then_by_their_order() {
        let told = |dates: &[&str]| {
            let lines: Vec<String> = dates.iter().map(|d| format!("{d}, 05:41 - A: b")).collect();
            let heads: Vec<Head<'_>> = lines.iter().map(|l| head(l).unwrap()).collect();
            of(heads.iter())
        };
        let (day, month, year) = (Order::Day, Order::Month, Order::Year);
        let cases = [
            (&["1/2/31", "13/2/31"][..], day, true),
            (&["1/2/31", "2/13/31"], month, true),
            (&["1/2/31", "5/2/31", "1/3/31"], day, true),
            (&["1/2/31", "1/5/31", "2/1/31"], month, true),
            (&["1/2/31", "1/5/31"], month, false),
            (&["01/02/31", "05/02/31"], day, false),
            (&["1.2.31"], day, true),
            (&["3/3/31"], month, true),
            (&["2031/2/1"], year, true),
        ];
        for (dates, order, sure) in cases {
            assert_eq!(told(dates), Told { order, sure }, "{dates:?}");
        }
    }
}
