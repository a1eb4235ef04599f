//! What units are called where that is not their name in the gazetteer: `data/unit_names.tsv`.

const NAMES: &str = include_str!("../../data/unit_names.tsv");

/// The name by which reporting knows the unit called `name` of the country with this ISO 3166 code.
pub(crate) fn reported_name<'n>(country: &str, name: &'n str) -> &'n str
where
    'static: 'n,
{
    let rows = NAMES.lines().filter(|l| !l.starts_with('#'));
    let mut rows = rows.filter_map(|l| l.split_once('\t').and_then(|(c, rest)| Some((c, rest.split_once('\t')?))));
    rows.find(|(c, (known, _))| *c == country && *known == name).map_or(name, |(_, (_, reported))| reported)
}

#[cfg(test)]
mod tests {
    #[test]
    fn units_are_called_as_reporting_calls_them() {
        assert_eq!(super::reported_name("SY", "Latakia"), "Lattakia");
        assert_eq!(super::reported_name("XX", "Latakia"), "Latakia");
    }
}
