mod faults;
mod kills;
mod writing;
