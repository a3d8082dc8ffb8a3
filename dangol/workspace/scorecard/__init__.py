"""정량적 성과 (F115): monthly figures per person against thresholds; 100 at the threshold."""
