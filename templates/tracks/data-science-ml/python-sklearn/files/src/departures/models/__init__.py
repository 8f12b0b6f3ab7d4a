"""Rules, logistic regression and boosting, and where the served one is kept."""
