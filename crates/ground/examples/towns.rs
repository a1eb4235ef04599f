//! The larger towns for the desk's map, the largest first: `towns > web/src/data/towns.json`. Columns of names, of latitude and longitude in hundredths of a degree, and of
//! people in thousands.

use std::error::Error;
use std::io::Write;

use serde_json::json;
use truceline_ground::places::Gazetteer;

/// People of a town that the map names.
const LEAST: f64 = 50_000.0;

fn main() -> Result<(), Box<dyn Error>> {
    let gazetteer = Gazetteer::bundled()?;
    let mut towns = gazetteer.towns([-90.0, 90.0, -180.0, 180.0], LEAST);
    towns.sort_by(|a, b| b.population.total_cmp(&a.population).then_with(|| a.id.cmp(&b.id)));
    towns.retain(|town| town.point.is_some());
    let hundredths = |degrees: f64| (degrees * 100.0).round();
    let points = || towns.iter().filter_map(|town| town.point);
    let columns = json!({
        "names": towns.iter().map(|town| town.name).collect::<Vec<_>>(),
        "lat": points().map(|(lat, _)| hundredths(lat) as i64).collect::<Vec<_>>(),
        "lon": points().map(|(_, lon)| hundredths(lon) as i64).collect::<Vec<_>>(),
        "people": towns.iter().map(|town| (town.population / 1000.0).round() as i64).collect::<Vec<_>>(),
    });
    writeln!(std::io::stdout(), "{columns}")?;
    Ok(())
}
