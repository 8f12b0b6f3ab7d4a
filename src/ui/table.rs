//! Columns that are readable without colour and in a narrow terminal.

use console::measure_text_width;

/// Rows of cells under one heading each.
#[derive(Clone, Debug)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        Self { headings: headings.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Aligned columns within `width`; when they do not fit, one block a row with its headings at the left.
    pub fn render(&self, width: usize) -> String {
        let all = || std::iter::once(&self.headings).chain(&self.rows);
        let widths: Vec<usize> = (0..self.headings.len())
            .map(|column| all().map(|row| measure_text_width(&row[column])).max().unwrap_or_default())
            .collect();
        let total: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        if total > width { self.blocks() } else { all().map(|row| line(row, &widths)).collect() }
    }

    fn blocks(&self) -> String {
        let label = self.headings.iter().map(|heading| measure_text_width(heading)).max().unwrap_or_default();
        let block = |row: &Vec<String>| {
            let filled = self.headings.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            let lines: Vec<String> =
                filled.map(|(heading, cell)| format!("{heading:label$}  {cell}\n")).collect();
            lines.concat()
        };
        self.rows.iter().map(block).collect::<Vec<_>>().join("\n")
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (cell, width) in row.iter().zip(widths) {
        text.push_str(cell);
        text.extend(std::iter::repeat_n(' ', width + 2 - measure_text_width(cell)));
    }
    format!("{}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["tool", "found"]);
        table.row(["python3".to_owned(), "3.11.7".to_owned()]);
        table.row(["größe".to_owned(), String::new()]);
        table
    }

    #[test]
    fn columns_line_up_and_carry_no_trailing_blanks() {
        assert_eq!(table().render(80), "tool     found\npython3  3.11.7\ngröße\n");
    }

    #[test]
    fn a_narrow_terminal_gets_blocks() {
        assert_eq!(table().render(12), "tool   python3\nfound  3.11.7\n\ntool   größe\n");
    }
}
